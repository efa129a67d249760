package io.millrace.model.command;

import io.millrace.model.OrderId;
import org.jspecify.annotations.Nullable;

/** Orders of a shop that have stood too long somewhere, the oldest first. */
public record ListStuckOrders(@Nullable OrderId after, int limit) implements Query {}
