/** Starting from a snapshot, and what making snapshots costs those who order meanwhile. */
@NullMarked
package io.millrace.bench.recovery;

import org.jspecify.annotations.NullMarked;
