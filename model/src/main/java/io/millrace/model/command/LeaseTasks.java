package io.millrace.model.command;

import io.millrace.model.QueueId;
import io.millrace.model.TaskGroup;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hand out what is due, the urgent first.
 *
 * @param lease null for as long as the queue says
 * @param waiting how long to wait for something to become due
 * @param rank among workers that wait, the higher is served first
 * @param groups only tasks of these; of any when there is none
 */
public record LeaseTasks(
    QueueId queue,
    int max,
    @Nullable Duration lease,
    Duration waiting,
    int rank,
    List<TaskGroup> groups)
    implements Change {
  public LeaseTasks {
    groups = List.copyOf(groups);
  }
}
