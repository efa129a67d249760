package io.millrace.model.fact;

import io.millrace.model.LeaseId;
import io.millrace.model.TaskFailure;

/** An attempt failed, and there will be another. */
public record TaskReturned(LeaseId lease, TaskFailure failure, long dueAtMillis)
    implements TaskFact {}
