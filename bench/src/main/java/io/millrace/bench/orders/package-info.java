/** Orders over HTTP, against a real server. */
@NullMarked
package io.millrace.bench.orders;

import org.jspecify.annotations.NullMarked;
