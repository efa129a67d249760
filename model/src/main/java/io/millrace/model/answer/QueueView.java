package io.millrace.model.answer;

import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import org.jspecify.annotations.Nullable;

/**
 * A queue with its counters.
 *
 * @param oldestDueMillis since when the first of what is due waits
 * @param reviving dead tasks that a revival has still to come to
 * @param decision how late tasks became due
 * @param delivery how late they were handed out
 * @param push null for a queue that pushes nothing
 */
public record QueueView(
    QueueId queue,
    QueueSettings settings,
    int version,
    long createdAtMillis,
    long updatedAtMillis,
    Counts counts,
    @Nullable Long oldestDueMillis,
    int reviving,
    LatenessView decision,
    LatenessView delivery,
    @Nullable Push push)
    implements Answer {

  /**
   * With what the tasks that it posts are signed.
   *
   * @param overlapUntilMillis until then the secret before the last rotation signs too; 0 for none
   * @param isNew whether this answer's own request gave it its secret
   */
  public record Push(long overlapUntilMillis, boolean isNew) {}

  /** Exact at the moment of the answer. */
  public record Counts(int pending, int due, int leased, int dead) {}
}
