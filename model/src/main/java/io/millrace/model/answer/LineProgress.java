package io.millrace.model.answer;

/** How far an order's line has come; the lines stand in the order's order. */
public record LineProgress(int shipped, int delivered) {}
