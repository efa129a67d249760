package io.millrace.model.answer;

import io.millrace.model.QueueId;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * A task.
 *
 * @param dueAtMillis when it is or was due; of a dead one, when it died
 * @param attempts deliveries since it was scheduled or revived
 * @param isNew whether this answer's own request made it
 */
public record TaskView(
    long number,
    QueueId queue,
    TaskId task,
    TaskState state,
    long dueAtMillis,
    int attempts,
    String payload,
    int priority,
    @Nullable TaskGroup group,
    boolean isNew)
    implements Answer {}
