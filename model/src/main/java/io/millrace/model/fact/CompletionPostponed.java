package io.millrace.model.fact;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;

/** A shipped order completes by itself later than it would have. */
public record CompletionPostponed(
    OrderId order, long completeAtMillis, OrderStatus status, int version) implements OrderChange {}
