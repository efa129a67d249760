package io.millrace.model.command;

import io.millrace.model.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * Orders to which nothing may happen any more, of all shops of a shard, in the order of their ids.
 * An answer costs a bounded look, so it may have none and still not be the last.
 */
public record FindFinalOrders(@Nullable OrderId after, int limit) implements Query {}
