package io.millrace.model.answer;

import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;

/** A change was made; built from its own fact. */
public record Receipt(OrderId order, OrderStatus status, int version, long atMillis)
    implements Answer {}
