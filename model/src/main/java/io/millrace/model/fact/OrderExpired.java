package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;

/** Nobody paid the order by its deadline. Held stock and counted units return. */
public record OrderExpired(OrderId order, OrderStatus status, int version) implements OrderChange {}
