package io.millrace.model.fact;

import io.millrace.model.LeaseId;
import io.millrace.model.TaskFailure;

/** The last attempt failed. */
public record TaskDied(LeaseId lease, TaskFailure failure, long keptUntilMillis)
    implements TaskFact {}
