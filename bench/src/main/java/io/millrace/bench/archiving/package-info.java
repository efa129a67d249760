/** What memory is when orders come and leave. */
@NullMarked
package io.millrace.bench.archiving;

import org.jspecify.annotations.NullMarked;
