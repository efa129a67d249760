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
    LatenessView delivery)
    implements Answer {

  /** Exact at the moment of the answer. */
  public record Counts(int pending, int due, int leased, int dead) {}
}
