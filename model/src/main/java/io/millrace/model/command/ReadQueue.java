package io.millrace.model.command;

import io.millrace.model.QueueId;

/** How a queue is. */
public record ReadQueue(QueueId queue) implements Query {}
