package io.millrace.model.answer;

/** How many orders have left memory. */
public record OrdersLeft(int orders) implements Answer {}
