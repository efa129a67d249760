/** What stands behind the log as clients ask it: lists, histories, events, and the followers. */
@NullMarked
package io.millrace.edge.hearing;

import org.jspecify.annotations.NullMarked;
