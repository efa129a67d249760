package io.millrace.model.command;

import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;

/** Make a queue of tasks, or change its settings. */
public record DefineQueue(QueueId queue, QueueSettings settings) implements Change {}
