package io.millrace.model.command;

import io.millrace.model.QueueId;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Have a task done at a time.
 *
 * @param dueAtMillis null when there is a delay
 * @param delay from when the node decides it; null when there is a time
 * @param priority higher goes first among what is due
 */
public record ScheduleTask(
    QueueId queue,
    TaskId task,
    @Nullable Long dueAtMillis,
    @Nullable Duration delay,
    String payload,
    int priority,
    @Nullable TaskGroup group)
    implements Change {}
