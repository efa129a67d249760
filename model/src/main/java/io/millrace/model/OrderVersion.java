package io.millrace.model;

/** An order as it was after one of its changes. */
public record OrderVersion(OrderId order, int version) {}
