package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;

/** Buyer or merchant declared the order done. */
public record OrderCompleted(OrderId order, OrderStatus status, int version)
    implements OrderChange {}
