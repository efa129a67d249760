package io.millrace.model.command;

import io.millrace.model.QueueId;

/** Try all that are dead in a queue again, a few at a time. */
public record ReviveAll(QueueId queue) implements Change {}
