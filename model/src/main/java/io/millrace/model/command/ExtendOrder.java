package io.millrace.model.command;

import io.millrace.model.OrderId;

/** Move the time by which an unpaid order must be paid. */
public record ExtendOrder(OrderId order, long untilMillis) implements Change {}
