package io.millrace.app.audit;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.model.Recorded;
import java.util.HexFormat;
import java.util.List;

/**
 * Promise 7: runs the facts through the engine once more and compares the digest after each frame
 * with the one that the writer left there.
 */
final class DigestWitness {

  private final Findings findings;
  private final Engine engine;
  private boolean isLost;

  DigestWitness(int shard, Findings findings) {
    this.findings = findings;
    this.engine = new Engine(shard, EngineLimits.DEFAULT);
  }

  void take(Place last, List<Recorded> facts, long digestAfter) {
    if (isLost) {
      return; // the first difference says where; all later ones follow from it
    }
    try {
      facts.forEach(fact -> engine.apply(fact, last.timeMillis()));
    } catch (BrokenInvariant refused) {
      isLost = true;
      findings.require(
          Promise.SAME_FACTS_SAME_STATE,
          false,
          last,
          () -> "the engine stops in the frame up to here: " + refused.getMessage());
      return;
    }
    long digest = engine.digest();
    isLost = digest != digestAfter;
    findings.require(
        Promise.SAME_FACTS_SAME_STATE,
        digest == digestAfter,
        last,
        () ->
            "the frame up to here was written with digest %s, but its facts give %s"
                .formatted(
                    HexFormat.of().toHexDigits(digestAfter), HexFormat.of().toHexDigits(digest)));
  }
}
