package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import org.jspecify.annotations.Nullable;

/** An unpaid order was given up. Held stock and counted units return. */
public record OrderCancelled(
    OrderId order, @Nullable String reason, OrderStatus status, int version)
    implements OrderChange {}
