package io.millrace.model.fact;

import io.millrace.model.LeaseId;

/** The worker has done the task. */
public record TaskDone(LeaseId lease) implements TaskFact {}
