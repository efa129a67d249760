package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;

/**
 * Money came by other means, says the merchant. Held stock becomes committed.
 *
 * @param stuckAtMillis it is stuck if it has not been sent whole by then; 0 for never
 */
public record OrderMarkedPaid(
    OrderId order,
    long amount,
    String reference,
    long paidAtMillis,
    long stuckAtMillis,
    OrderStatus status,
    int version)
    implements OrderChange {}
