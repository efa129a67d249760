package io.millrace.model.fact;

import io.millrace.model.LeaseId;

/** The worker may keep the task until another time. */
public record LeaseExtended(LeaseId lease, long untilMillis) implements TaskFact {}
