/** Followers: they pull durable facts from the log and keep their cursor with what they make. */
@NullMarked
package io.millrace.node.follow;

import org.jspecify.annotations.NullMarked;
