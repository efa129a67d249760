package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;

/**
 * Buyer or merchant declared the order done, or its time had come.
 *
 * @param finalAtMillis from then on nothing may happen to it any more; 0 in facts of before, which
 *     mean {@link io.millrace.model.ShopSettings#REFUND_WINDOW_DEFAULT} later
 */
public record OrderCompleted(OrderId order, long finalAtMillis, OrderStatus status, int version)
    implements OrderChange {}
