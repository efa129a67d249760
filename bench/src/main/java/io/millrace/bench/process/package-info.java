/** Processes that a benchmark starts beside itself. */
@NullMarked
package io.millrace.bench.process;

import org.jspecify.annotations.NullMarked;
