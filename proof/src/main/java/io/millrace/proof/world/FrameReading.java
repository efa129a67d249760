package io.millrace.proof.world;

import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.wire.FactDecoder;
import io.millrace.model.wire.UnreadableFacts;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.LoggedFrame;
import io.millrace.proof.audit.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Makes of a log's frames what an auditor reads. Used by one thread. */
public final class FrameReading {
  private final FactDecoder decoder = new FactDecoder();

  /** What a frame is known again by; its facts are left out. */
  public static LoggedFrame sealed(StoredFrame frame) {
    return logged(frame, List.of());
  }

  /** With its facts. */
  public LoggedFrame decoded(StoredFrame frame) {
    List<Recorded> facts = new ArrayList<>(frame.factCount());
    try {
      decoder.begin(frame.payload(), frame.payload().length);
      decoder.read(facts, Integer.MAX_VALUE);
    } catch (UnreadableFacts e) {
      throw new BrokenPromise(
          Promise.NOTHING_LOST,
          "the frame of fact %d holds no facts: %s"
              .formatted(frame.firstSequence(), e.getMessage()));
    }
    return logged(frame, facts);
  }

  private static LoggedFrame logged(StoredFrame frame, List<Recorded> facts) {
    CRC32C hash = new CRC32C();
    hash.update(frame.payload());
    return new LoggedFrame(
        frame.firstSequence(),
        frame.factCount(),
        frame.timeMillis(),
        frame.digestAfter(),
        (int) hash.getValue(),
        facts);
  }
}
