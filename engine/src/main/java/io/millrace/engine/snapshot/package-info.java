/** How all state is written to a snapshot and read from one. */
@NullMarked
package io.millrace.engine.snapshot;

import org.jspecify.annotations.NullMarked;
