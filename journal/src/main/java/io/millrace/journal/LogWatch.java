package io.millrace.journal;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the owner wants to know.
 *
 * @param opened told once what was found when the log was opened
 * @param nanos a monotonic clock to measure forces with; the log has none of its own
 */
public record LogWatch(Consumer<Opening> opened, LongSupplier nanos) {

  public static final LogWatch NONE = new LogWatch(opening -> {}, () -> 0);
}
