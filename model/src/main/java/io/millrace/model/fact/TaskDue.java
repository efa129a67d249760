package io.millrace.model.fact;

/** The task's time has come: it waits for a worker. */
public record TaskDue(long number) implements TaskFact {}
