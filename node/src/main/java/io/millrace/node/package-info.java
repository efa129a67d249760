/** The single writer of a shard: ingress, batch, append, answer, replay. */
@NullMarked
package io.millrace.node;

import org.jspecify.annotations.NullMarked;
