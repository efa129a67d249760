/** Files that a benchmark makes and takes away again. */
@NullMarked
package io.millrace.bench.disk;

import org.jspecify.annotations.NullMarked;
