package io.millrace.model.command;

import io.millrace.model.OrderId;

/** Let a shipped order complete itself later than it would; once an order. */
public record PostponeCompletion(OrderId order, long untilMillis) implements Change {}
