/** Tasks due at a time, over HTTP. */
@NullMarked
package io.millrace.edge.task;

import org.jspecify.annotations.NullMarked;
