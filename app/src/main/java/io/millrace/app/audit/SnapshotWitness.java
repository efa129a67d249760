package io.millrace.app.audit;

import io.millrace.journal.BadPlace;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.SnapshotReader;
import io.millrace.journal.Snapshots;
import io.millrace.journal.StoredFrame;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Promise 7, of what lies beside the log: a snapshot is of the state after a frame, and says the
 * same of it as the frame does. Owned by the auditing thread.
 */
final class SnapshotWitness {

  private final int shard;
  private final Findings findings;
  private final TreeMap<Long, SnapshotMark> marks = new TreeMap<>();

  SnapshotWitness(int shard, Findings findings) {
    this.shard = shard;
    this.findings = findings;
  }

  /** Reads all snapshots whole; what is not as it was written is added to the damages. */
  void read(Snapshots snapshots, List<String> damages) throws IOException {
    for (long sequence : snapshots.newestFirst()) {
      Optional<BadPlace> bad = snapshots.verify(sequence);
      if (bad.isPresent()) {
        damages.add(
            "snapshot %s at offset %d: %s"
                .formatted(bad.get().file(), bad.get().offset(), bad.get().reason()));
        continue;
      }
      try (SnapshotReader reader = snapshots.open(sequence)) {
        marks.put(sequence, reader.mark());
      } catch (NoSuchFileException _) {
        // retired since it was listed
      }
    }
  }

  void take(StoredFrame frame) {
    for (SnapshotMark mark = next(frame.lastSequence());
        mark != null;
        mark = next(frame.lastSequence())) {
      require(
          mark.sequence() == frame.lastSequence()
              && mark.digest() == frame.digestAfter()
              && mark.timeMillis() == frame.timeMillis()
              && mark.epoch() == frame.epoch(),
          mark,
          "says something else of the state than the log does");
    }
  }

  private @Nullable SnapshotMark next(long upTo) {
    return marks.isEmpty() || marks.firstKey() > upTo ? null : marks.pollFirstEntry().getValue();
  }

  /** Called where the log ends, or where the audit was told to: what is left must lie behind it. */
  void end(long lastSequence) {
    for (SnapshotMark mark = next(lastSequence); mark != null; mark = next(lastSequence)) {
      require(false, mark, "is ahead of the log");
    }
  }

  private void require(boolean holds, SnapshotMark mark, String what) {
    findings.require(
        Promise.SAME_FACTS_SAME_STATE,
        holds,
        new Place(shard, mark.sequence(), mark.timeMillis()),
        () -> "the snapshot of this sequence " + what);
  }
}
