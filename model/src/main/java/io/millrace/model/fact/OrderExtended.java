package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;

/** An unpaid order must be paid by another time than it was placed with. */
public record OrderExtended(
    OrderId order, long paymentDeadlineMillis, OrderStatus status, int version)
    implements OrderChange {}
