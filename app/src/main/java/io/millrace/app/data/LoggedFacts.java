package io.millrace.app.data;

import io.millrace.app.Stop;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.wire.FactDecoder;
import io.millrace.model.wire.UnreadableFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of a frame, or a stop that says where the unreadable ones lie. */
public final class LoggedFacts {

  private LoggedFacts() {}

  public static List<Recorded> of(StoredFrame frame) {
    List<Recorded> facts;
    try {
      facts = FactDecoder.decode(frame.payload());
    } catch (UnreadableFacts unreadable) {
      throw damaged(frame, unreadable.getMessage());
    }
    if (facts.size() != frame.factCount()) {
      throw damaged(
          frame, "%d facts, but %d were written".formatted(facts.size(), frame.factCount()));
    }
    return facts;
  }

  private static Stop damaged(StoredFrame frame, @Nullable String what) {
    return Stop.damaged(
        "%s at offset %d (sequence %d): %s"
            .formatted(frame.segment(), frame.offset(), frame.firstSequence(), what));
  }
}
