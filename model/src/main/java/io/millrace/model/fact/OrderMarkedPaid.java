package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;

/** Money came by other means, says the merchant. Held stock becomes committed. */
public record OrderMarkedPaid(
    OrderId order,
    long amount,
    String reference,
    long paidAtMillis,
    OrderStatus status,
    int version)
    implements OrderChange {}
