package io.millrace.model.command;

import io.millrace.model.QueueId;
import io.millrace.model.TaskId;

/** Give a dead task up for good. */
public record DeleteDead(QueueId queue, TaskId task) implements Change {}
