package io.millrace.model.command;

import io.millrace.model.OrderId;

/** An order. */
public record ReadOrder(OrderId order) implements Query {}
