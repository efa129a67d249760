package io.millrace.model.fact;

/** The task's time came while the node stood, and its queue spreads such tasks. */
public record TaskPostponed(long number, long dueAtMillis) implements TaskFact {}
