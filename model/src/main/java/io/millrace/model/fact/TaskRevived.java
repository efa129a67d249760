package io.millrace.model.fact;

/** A dead task begins anew. */
public record TaskRevived(long number, long dueAtMillis) implements TaskFact {}
