package io.millrace.app.audit;

import io.millrace.app.Failures;
import io.millrace.app.Stop;
import io.millrace.app.data.DataDirectory;
import io.millrace.app.data.LogWalk;
import io.millrace.app.data.LoggedFacts;
import io.millrace.journal.BadPlace;
import io.millrace.journal.LogException;
import io.millrace.journal.LogInspector;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One audit of the logs of a data directory, read only. Owned by the auditing thread. */
final class Audit {

  private final Findings findings = new Findings();
  private final List<String> damages = new ArrayList<>();
  private int shards;
  private long facts;

  /**
   * Reads the log of a shard, and judges what stands in it.
   *
   * @param lastSequence where to end: what a running writer adds meanwhile is for the next audit
   */
  void take(DataDirectory.Shard shard, long lastSequence) throws IOException {
    shards++;
    LogInspector inspector = shard.inspector();
    for (BadPlace bad : inspector.verify().badPlaces()) {
      damages.add(bad.toString());
    }
    SnapshotWitness snapshots = new SnapshotWitness(shard.number(), findings);
    snapshots.read(shard.snapshots(), damages);
    ShardAudit audit = new ShardAudit(shard.number(), findings, inspector.overview().lineage());
    try {
      LogWalk.from(
          inspector,
          1,
          frame -> {
            if (frame.lastSequence() <= lastSequence) {
              take(audit, frame);
              snapshots.take(frame);
            }
            return frame.lastSequence() < lastSequence;
          });
      snapshots.end(lastSequence);
    } catch (LogException | Stop damaged) {
      String sentence = Failures.sentenceOf(damaged);
      if (damages.isEmpty()) {
        damages.add(sentence);
      }
    }
  }

  private void take(ShardAudit audit, StoredFrame frame) {
    List<Recorded> decoded = LoggedFacts.of(frame);
    facts += decoded.size();
    audit.take(frame, decoded);
  }

  AuditReport report() {
    return new AuditReport(shards, facts, findings, damages);
  }
}
