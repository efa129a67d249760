package io.millrace.app.data;

import io.millrace.journal.LogInspector;
import io.millrace.journal.StoredFrame;
import java.io.IOException;
import java.util.function.Predicate;

/** A walk along a log's frames that may end before the log does. */
public final class LogWalk {

  private LogWalk() {}

  /** Goes on for as long as {@code wantsMore} says so. */
  public static void from(
      LogInspector inspector, long fromSequence, Predicate<StoredFrame> wantsMore)
      throws IOException {
    try {
      inspector.frames(
          fromSequence,
          frame -> {
            if (!wantsMore.test(frame)) {
              throw new Enough();
            }
          });
    } catch (Enough _) {
      // as much as was asked for
    }
  }

  /** The inspector hands frames to a consumer, which has no other way to say this. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super("enough", null, false, false);
    }
  }
}
