package io.millrace.model.answer;

import io.millrace.model.fact.OrderShipped;

/** A parcel as it was sent, built from its own fact. */
public record ShippedView(OrderShipped shipped, long atMillis) implements Answer {}
