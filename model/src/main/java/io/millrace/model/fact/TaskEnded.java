package io.millrace.model.fact;

import io.millrace.model.TaskEnd;

/** The task is there no more, and nobody did it. */
public record TaskEnded(long number, TaskEnd end) implements TaskFact {}
