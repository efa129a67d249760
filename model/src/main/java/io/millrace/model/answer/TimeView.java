package io.millrace.model.answer;

/** The log's clock. */
public record TimeView(long nowMillis) implements Answer {}
