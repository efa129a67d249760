/** The engine driven by one thread, as the node's writer drives it. */
@NullMarked
package io.millrace.bench.writer;

import org.jspecify.annotations.NullMarked;
