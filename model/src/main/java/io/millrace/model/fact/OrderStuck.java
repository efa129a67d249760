package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.StuckWhy;

/**
 * An order has stood too long in a state that should pass by itself. It stays as it is; somebody
 * should look at it.
 *
 * @param sinceMillis when it came into that state
 */
public record OrderStuck(
    OrderId order, StuckWhy why, long sinceMillis, OrderStatus status, int version)
    implements OrderChange {}
