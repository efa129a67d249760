package io.millrace.model.command;

import io.millrace.model.LeaseId;

/** The task is done. */
public record AckTask(LeaseId lease) implements Change {}
