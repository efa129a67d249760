package io.millrace.proof.world;

import io.millrace.journal.Log;
import io.millrace.journal.LogDamaged;
import io.millrace.node.ShardStatus;
import io.millrace.proof.audit.Auditor;
import io.millrace.testkit.SplitMix;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What happens to files while nobody uses them. */
final class Damage {
  private final Machine machine;
  private final Witness witness;
  private final Auditor auditor;
  private final Faults faults;
  private final Trail trail;

  Damage(Machine machine, Witness witness, Auditor auditor, Faults faults, Trail trail) {
    this.machine = machine;
    this.witness = witness;
    this.auditor = auditor;
    this.faults = faults;
    this.trail = trail;
  }

  /**
   * A bit turns over, the node is started and ended, and the bit turns back. The node must either
   * refuse to start, or have everything that can be read.
   */
  void flipBit(int turn) throws IOException {
    SplitMix where = new SplitMix(faults.below(Fault.BIT_FLIP, Integer.MAX_VALUE));
    BitFlip flip = BitFlip.strike(machine.disk(), where, witness.last());
    if (flip != null) {
      trail.add(turn, "          " + flip);
      tryToStart(turn);
      flip.turnBack();
      machine.disk().restorePower();
    }
  }

  private void tryToStart(int turn) {
    witness.forget();
    machine.begin(auditor.lastSequence());
    for (int i = 0;
        i < Machine.STEPS_TO_SERVE_MAX && machine.phase() == ShardStatus.Phase.REPLAYING;
        i++) {
      machine.step();
      machine.work();
      machine.makeSpare();
    }
    Log log = machine.shard().servedLog();
    if (machine.isServing() && log != null) {
      try {
        witness.begin(log, 1, machine.shard().status().durableSequence());
      } catch (LogDamaged e) {
        trail.add(turn, "          which was noticed: " + e.getMessage());
      }
    }
  }

  /** The newest snapshot ends somewhere in it. */
  void cutSnapshot() throws IOException {
    List<Long> newestFirst = machine.snapshotsOnDisk().newestFirst();
    if (newestFirst.isEmpty()) {
      return;
    }
    String path = Machine.SNAPSHOTS + "/" + "%020d.snapshot".formatted(newestFirst.getFirst());
    byte[] bytes = machine.disk().contents(path);
    if (bytes.length > 0) {
      int length = faults.below(Fault.SNAPSHOT_CUT, bytes.length);
      machine.disk().overwrite(path, Arrays.copyOf(bytes, length));
    }
  }
}
