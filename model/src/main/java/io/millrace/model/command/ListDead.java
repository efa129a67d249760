package io.millrace.model.command;

import io.millrace.model.QueueId;
import org.jspecify.annotations.Nullable;

/**
 * A queue's dead tasks in the order in which they died.
 *
 * @param after death and number of the last one seen
 */
public record ListDead(QueueId queue, @Nullable After after, int limit) implements Query {

  /** Where to go on. */
  public record After(long diedAtMillis, long task) {
    private static final char BETWEEN = '-';

    public static After parse(String text) {
      int between = text.indexOf(BETWEEN);
      if (between < 0) {
        throw new IllegalArgumentException("a time and a number");
      }
      return new After(
          Long.parseLong(text.substring(0, between)), Long.parseLong(text.substring(between + 1)));
    }

    @Override
    public String toString() {
      return diedAtMillis + "" + BETWEEN + task;
    }
  }
}
