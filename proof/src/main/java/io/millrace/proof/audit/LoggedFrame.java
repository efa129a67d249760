package io.millrace.proof.audit;

import io.millrace.model.Recorded;
import java.util.List;

/**
 * A frame as it was read from the log.
 *
 * @param payloadHash of its bytes, to know them again without decoding them
 */
public record LoggedFrame(
    long firstSequence,
    int factCount,
    long atMillis,
    long digestAfter,
    int payloadHash,
    List<Recorded> facts) {

  public LoggedFrame {
    facts = List.copyOf(facts);
  }

  long lastSequence() {
    return firstSequence + factCount - 1;
  }
}
