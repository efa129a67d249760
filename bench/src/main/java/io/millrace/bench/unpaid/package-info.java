/** Closing what nobody paid: six classic ways and ours, on the same work. */
@NullMarked
package io.millrace.bench.unpaid;

import org.jspecify.annotations.NullMarked;
