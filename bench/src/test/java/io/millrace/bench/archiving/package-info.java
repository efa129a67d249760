/** What ends a run in which orders stay or are missing. */
@NullMarked
package io.millrace.bench.archiving;

import org.jspecify.annotations.NullMarked;
