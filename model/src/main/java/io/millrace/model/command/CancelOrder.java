package io.millrace.model.command;

import io.millrace.model.OrderId;
import org.jspecify.annotations.Nullable;

/** Give up an order that is not paid. */
public record CancelOrder(OrderId order, @Nullable String reason) implements Change {}
