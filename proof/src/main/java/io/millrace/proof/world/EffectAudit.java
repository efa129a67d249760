package io.millrace.proof.world;

import io.millrace.journal.Log;
import io.millrace.model.Recorded;
import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.FollowerStatus;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.LogFollower;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.LoggedFrame;
import io.millrace.proof.audit.Promise;
import io.millrace.testkit.SplitMix;
import java.util.ArrayList;
import java.util.List;

/**
 * A follower as a node has them, that pulls from the log, and its operator. What it makes outlives
 * each process, and is held against the log: every fact up to its cursor, once, in order.
 */
final class EffectAudit {

  /** Many batches in a turn's frames, and some of them behind. */
  private static final int BATCH_FACTS = 32;

  private static final int STEPS_MAX = 12;
  private static final int TURNS_TO_AN_OPERATOR = 8;
  private static final int TURNS_BETWEEN_REBUILDS = 1_000;

  private static final String AHEAD = "is ahead of the log: rebuild";
  private static final int STRAYS = 3;

  private static final EffectFate CALM =
      new EffectFate() {
        @Override
        public void meet(Moment moment) {}

        @Override
        public void judge(FactBatch batch) {}
      };

  private final Machine machine;
  private final SplitMix chance;
  private final Coverage coverage;
  private final EffectFaults fate;
  private final KeptFacts effect;
  private final List<Recorded> logged = new ArrayList<>();
  private LogFollower follower;
  private int compared;
  private boolean isRebuilding;

  EffectAudit(Machine machine, Parts parts, Faults faults, Coverage coverage, SplitMix chance) {
    this.machine = machine;
    this.chance = chance;
    this.coverage = coverage;
    this.fate = new EffectFaults(faults, new SplitMix(chance.next()));
    this.effect = parts.effect(fate);
    this.follower = followerOf(effect);
  }

  private LogFollower followerOf(KeptFacts kept) {
    return new LogFollower(
        new LogFollower.Shape(
            "kept",
            1,
            kept,
            _ -> machine.shard().servedLog(),
            _ -> machine.shard().status().logTimeMillis(),
            () -> "",
            BATCH_FACTS),
        machine.clock(),
        FollowerWatch.NONE);
  }

  /** A process begins: nothing is left of the one before but what was kept. */
  void begin() {
    follower = followerOf(effect);
  }

  /** The log has one more frame. */
  void see(LoggedFrame frame) {
    logged.addAll(frame.facts());
  }

  void strike(Fault fault) {
    if (fault == Fault.CURSOR_STRAYS) {
      stray(chance.below(STRAYS));
    } else {
      fate.strike(fault);
    }
    if (fault == Fault.SWAP_UNHEARD) {
      var _ = follower.rebuild();
    }
  }

  void heal() {
    fate.heal();
  }

  /** Whether all that is in the log had its effect, and nothing is under way. */
  boolean isThrough() {
    return effect.upTo() == logged.size() && !effect.hasBeside();
  }

  /** Some of what the follower's thread does in a turn, and what its operator does. */
  void turn() {
    boolean isDone = false;
    for (int steps = chance.below(STEPS_MAX); steps > 0 && !isDone; steps--) {
      isDone = !follower.step();
      compare();
    }
    if (isDone) {
      requireAll();
    }
    attend();
  }

  /** Whom nothing hinders, and who finds nothing more to do, has taken all there is. */
  private void requireAll() {
    Log log = machine.shard().servedLog();
    FollowingStatus status = follower.status().shards().getFirst();
    boolean isFree = status.phase() == FollowingStatus.Phase.FOLLOWING;
    if (log != null && isFree && effect.upTo() != log.lastSequence()) {
      throw new BrokenPromise(
          Promise.EVERYONE_HEARS,
          "a follower has nothing more to do at fact %d, and the log ends with %d"
              .formatted(effect.upTo(), log.lastSequence()));
    }
  }

  private void attend() {
    FollowerStatus status = follower.status();
    status.shards().forEach(this::attend);
    status.rebuilding().forEach(this::attend);
    if (status.rebuilding().isEmpty() && chance.below(TURNS_BETWEEN_REBUILDS) == 0) {
      var _ = follower.rebuild();
    }
  }

  private void attend(FollowingStatus status) {
    if (status.phase() == FollowingStatus.Phase.STOPPED) {
      throw new BrokenPromise(
          Promise.EVERYONE_HEARS,
          "a follower has stopped, and its cursor is of this log: " + status.detail());
    }
    FollowingStatus.ParkedFact parked = status.parked();
    if (parked != null && chance.below(TURNS_TO_AN_OPERATOR) == 0) {
      var _ =
          chance.coin()
              ? follower.retry()
              : follower.skip(0, parked.sequence(), "an operator gave it up");
    }
  }

  /** What was kept since the last look, as far as the log was read. */
  private void compare() {
    if (isRebuilding && !effect.hasBeside()) {
      coverage.rebuilt(!machine.disk().list(Machine.ARCHIVE).isEmpty());
      compared = 0; // all of it is new
    }
    isRebuilding = effect.hasBeside();
    List<KeptFacts.Kept> kept = effect.facts();
    if (kept.size() != effect.upTo()) {
      throw new BrokenPromise(
          Promise.EVERYONE_HEARS,
          "a follower's cursor is at fact %d, and %d facts had their effect"
              .formatted(effect.upTo(), kept.size()));
    }
    for (; compared < Math.min(kept.size(), logged.size()); compared++) {
      compare(kept.get(compared), compared + 1L, logged.get(compared));
      coverage.followed();
    }
  }

  private void compare(KeptFacts.Kept kept, long sequence, Recorded fact) {
    boolean isRight = fact.equals(kept.fact()) || (kept.fact() == null && isGivenUp(sequence));
    if (kept.sequence() != sequence || !isRight) {
      throw new BrokenPromise(
          Promise.EVERYONE_HEARS,
          "fact %d of the log is %s, and a follower made its effect of %s"
              .formatted(sequence, fact, kept));
    }
  }

  private boolean isGivenUp(long sequence) {
    return effect.skipped().stream().anyMatch(skipped -> skipped.sequence() == sequence);
  }

  /** As if the log had lost its end, or were another one: it stops, and makes nothing of it. */
  private void stray(int kind) {
    Log log = machine.shard().servedLog();
    Cursor here = effect.cursor(0);
    if (log == null || here == null) {
      return;
    }
    Cursor strayed =
        switch (kind) {
          case 0 -> new Cursor(here.logHigh(), here.logLow(), here.epoch(), log.lastSequence() + 1);
          case 1 -> new Cursor(here.logHigh(), here.logLow(), here.epoch() + 1, here.sequence());
          default -> new Cursor(here.logHigh() + 1, here.logLow(), here.epoch(), here.sequence());
        };
    KeptFacts copy = effect.under(strayed, CALM);
    LogFollower lost = followerOf(copy);
    boolean took = lost.step();
    FollowingStatus status = lost.status().shards().getFirst();
    boolean hasStopped =
        status.phase() == FollowingStatus.Phase.STOPPED && status.detail().contains(AHEAD);
    if (took || !hasStopped || copy.facts().size() != effect.facts().size()) {
      throw new BrokenPromise(
          Promise.EVERYONE_HEARS,
          "a follower whose cursor %s is not in the log is %s".formatted(strayed, status));
    }
  }
}
