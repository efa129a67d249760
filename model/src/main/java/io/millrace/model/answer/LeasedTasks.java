package io.millrace.model.answer;

import io.millrace.model.LeaseId;
import java.util.List;

/**
 * What a worker was handed; empty when nothing was due.
 *
 * @param untilMillis when the leases run out
 */
public record LeasedTasks(List<Leased> items, long untilMillis) implements Answer {
  public LeasedTasks {
    items = List.copyOf(items);
  }

  /** One task with its lease. */
  public record Leased(LeaseId lease, TaskView task) {}
}
