package io.millrace.model.command;

import io.millrace.model.QueueId;
import io.millrace.model.TaskId;

/** Try a dead task again. */
public record ReviveTask(QueueId queue, TaskId task) implements Change {}
