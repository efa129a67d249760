/** Tests of the harness that compares ways to close what nobody paid. */
@NullMarked
package io.millrace.bench.unpaid;

import org.jspecify.annotations.NullMarked;
