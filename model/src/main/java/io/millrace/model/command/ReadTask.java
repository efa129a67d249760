package io.millrace.model.command;

import io.millrace.model.QueueId;
import io.millrace.model.TaskId;

/** One task. */
public record ReadTask(QueueId queue, TaskId task) implements Query {}
