package io.millrace.proof.world;

import io.millrace.engine.Engine;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.wire.FactDecoder;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.Promise;
import java.util.ArrayList;
import java.util.List;

/** All facts of a log once more, into a state that knows nothing yet. */
final class FreshReplay {
  private FreshReplay() {}

  /** After each frame the state must be the one that the node had when it wrote the frame. */
  static void compare(Log log, Engine fresh) {
    FactDecoder decoder = new FactDecoder();
    List<Recorded> facts = new ArrayList<>();
    try (FrameReader reader = log.read(1)) {
      for (StoredFrame frame = reader.next(); frame != null; frame = reader.next()) {
        long atMillis = frame.timeMillis();
        facts.clear();
        decoder.begin(frame.payload(), frame.payload().length);
        decoder.read(facts, Integer.MAX_VALUE);
        facts.forEach(fact -> fresh.apply(fact, atMillis));
        if (fresh.digest() != frame.digestAfter()) {
          throw new BrokenPromise(
              Promise.SAME_FACTS_SAME_STATE,
              "replayed up to fact %d, the facts lead to another state than when they were written"
                  .formatted(frame.lastSequence()));
        }
      }
    }
  }
}
