package io.millrace.model.command;

import io.millrace.model.OrderId;

/** Declare an order done. */
public record CompleteOrder(OrderId order) implements Change {}
