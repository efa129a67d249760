/** The engine with the log under it, and the bare disk beside it. */
@NullMarked
package io.millrace.bench.log;

import org.jspecify.annotations.NullMarked;
