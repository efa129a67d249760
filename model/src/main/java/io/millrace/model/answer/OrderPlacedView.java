package io.millrace.model.answer;

import io.millrace.model.fact.OrderPlaced;

/** An order as it was placed, built from its own fact. */
public record OrderPlacedView(OrderPlaced placed, long atMillis) implements Answer {}
