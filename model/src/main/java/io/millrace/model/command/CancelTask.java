package io.millrace.model.command;

import io.millrace.model.QueueId;
import io.millrace.model.TaskId;

/** Take a task back. */
public record CancelTask(QueueId queue, TaskId task) implements Change {}
