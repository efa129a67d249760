/** A node that comes back from its log, and an engine that has grown large. */
@NullMarked
package io.millrace.bench.replay;

import org.jspecify.annotations.NullMarked;
