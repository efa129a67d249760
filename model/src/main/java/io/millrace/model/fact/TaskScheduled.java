package io.millrace.model.fact;

import io.millrace.model.QueueId;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * A task was scheduled; with the number of one that is there, it was scheduled anew.
 *
 * @param number from the same sequence as order ids
 * @param dueAtMillis not before the fact's own time
 * @param wish a hash of what was asked for: the same wish again changes nothing
 */
public record TaskScheduled(
    long number,
    QueueId queue,
    TaskId task,
    long dueAtMillis,
    long wish,
    String payload,
    int priority,
    @Nullable TaskGroup group)
    implements TaskFact {}
