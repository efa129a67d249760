package io.millrace.model.fact;

import io.millrace.model.QueueId;
import java.util.List;

/**
 * One slice of a revival.
 *
 * @param left how many the revival has still to come to; at 0 it is over
 */
public record TasksRevived(QueueId queue, List<Long> numbers, long dueAtMillis, int left)
    implements TaskFact {
  public TasksRevived {
    numbers = List.copyOf(numbers);
  }
}
