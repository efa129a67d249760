package io.millrace.engine;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.id.Ids;
import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.SectionKind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.snapshot.UnreadableState;
import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;
import io.millrace.model.answer.LevelView;
import io.millrace.model.command.RaiseLevel;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.Opened;
import io.millrace.model.refusal.LevelUnread;
import io.millrace.model.refusal.NotPermitted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the log says about the shard itself: who opened it, its language, how many facts. */
final class Shard {
  private static final int SEQUENCE_FIELD = 2;
  private static final int LEVEL_FIELD = 3;
  private static final int EPOCH_FIELD = 4;
  private static final int LOG_FIELD = 5;
  private static final int SLOTS_FIELD = 6;

  private final int number;
  private final int levelKnown;
  private final Digest digest;
  private long sequence;
  private long sequenceTerm;

  /** 0 until the first fact says what language the log is in. */
  private int level;

  private long epoch;
  private long logHash;
  private @Nullable SlotTable slots;
  private long slotsHash;

  /**
   * One that was never opened.
   *
   * @param levelKnown the highest level of facts that this build can read
   */
  Shard(int number, int levelKnown, Digest digest) {
    this.number = number;
    this.levelKnown = levelKnown;
    this.digest = digest;
  }

  long sequence() {
    return sequence;
  }

  /** The level of a log that has no facts yet is that of this build. */
  int level() {
    return level == 0 ? levelKnown : level;
  }

  int levelKnown() {
    return levelKnown;
  }

  LevelView levelView() {
    return new LevelView(level(), levelKnown);
  }

  /** A level that the log has come to already is as good as raised. */
  Outcome raise(Request request, RaiseLevel raise) {
    if (request.actor().role() != Actor.Role.OPERATOR) {
      return new Outcome.Refused(new NotPermitted("actor", "is for operators"));
    }
    if (raise.level() > levelKnown) {
      return new Outcome.Refused(new LevelUnread(number, "writer", levelKnown));
    }
    if (raise.level() <= level()) {
      return new Outcome.Answered(levelView());
    }
    Recorded raised =
        new Recorded(level(), null, 0, request.actor(), null, new LevelRaised(raise.level()));
    return new Outcome.Accepted(List.of(raised), new LevelView(raise.level(), levelKnown));
  }

  /** Without a slot table (a log that was never opened) every shop is at home. */
  boolean isHomeOf(ShopId shop) {
    return slots == null || slots.shardOf(shop) == number;
  }

  /** Counts a fact, and checks that it is in a language the log has come to. */
  void advance(int factLevel) {
    if (level == 0) {
      check(
          factLevel >= Level.FIRST && factLevel <= levelKnown,
          "a fact of a level above this build's");
      setLevel(factLevel);
    }
    check(factLevel >= Level.FIRST && factLevel <= level, "a fact of a level above the log's");
    setSequence(sequence + 1);
  }

  private void setSequence(long number) {
    sequence = number;
    sequenceTerm = digest.replace(sequenceTerm, Kind.SHARD, 0, SEQUENCE_FIELD, sequence);
  }

  void apply(Opened opened) {
    check(opened.shard() == number, "a log of another shard");
    check(opened.shard() < opened.shards(), "a shard beyond the last");
    check(opened.epoch() > epoch, "an epoch is above the one before it");
    digest.change(Kind.SHARD, 0, EPOCH_FIELD, epoch, opened.epoch());
    epoch = opened.epoch();
    long hash = Mix.mix(Mix.mix(opened.logIdHigh(), opened.logIdLow()), opened.shards());
    digest.change(Kind.SHARD, 0, LOG_FIELD, logHash, hash);
    logHash = hash;
    slots = opened.slots();
    long table = hash(opened.slots());
    digest.change(Kind.SHARD, 0, SLOTS_FIELD, slotsHash, table);
    slotsHash = table;
  }

  void apply(LevelRaised raised) {
    check(raised.level() > level, "a level only rises");
    check(raised.level() <= levelKnown, "a level above this build's");
    setLevel(raised.level());
  }

  private void setLevel(int raised) {
    digest.change(Kind.SHARD, 0, LEVEL_FIELD, level, raised);
    level = raised;
  }

  private static long hash(SlotTable slots) {
    long hash = slots.version();
    for (int slot = 0; slot < SlotTable.SLOTS; slot++) {
      hash = Mix.mix(hash, slots.shardOfSlot(slot));
    }
    return hash;
  }

  @Nullable SlotTable slots() {
    return slots;
  }

  Section section(Ids ids) {
    return new ShardSection(ids);
  }

  /** One thing: the shard itself. */
  private final class ShardSection implements Section {
    private static final int NEVER_OPENED = 0;

    private final Ids ids;

    ShardSection(Ids ids) {
      this.ids = ids;
    }

    @Override
    public SectionKind kind() {
      return SectionKind.SHARD;
    }

    @Override
    public Walk walk() {
      boolean[] done = new boolean[1];
      return to -> {
        boolean left = !done[0];
        if (left) {
          write(to);
          done[0] = true;
        }
        return left;
      };
    }

    private void write(StateWriter to) {
      to.small(number)
          .number(sequence)
          .small(level)
          .number(epoch)
          .number(logHash)
          .number(ids.last());
      SlotTable table = slots;
      to.small(table == null ? NEVER_OPENED : table.version());
      for (int slot = 0; slot < SlotTable.SLOTS && table != null; slot++) {
        to.small(table.shardOfSlot(slot));
      }
    }

    @Override
    public void read(StateReader from) {
      if (from.small() != number) {
        throw new UnreadableState("it is of another shard");
      }
      setSequence(from.number());
      level = from.small();
      epoch = from.number();
      logHash = from.number();
      ids.goOnFrom(from.number());
      int version = from.small();
      if (version != NEVER_OPENED) {
        int[] shards = new int[SlotTable.SLOTS];
        for (int slot = 0; slot < shards.length; slot++) {
          shards[slot] = from.small();
        }
        SlotTable table = SlotTable.of(version, shards);
        slots = table;
        slotsHash = hash(table);
      }
    }
  }

  void addTo(Digest fresh) {
    fresh.add(Kind.SHARD, 0, SEQUENCE_FIELD, sequence);
    fresh.add(Kind.SHARD, 0, LEVEL_FIELD, level);
    fresh.add(Kind.SHARD, 0, EPOCH_FIELD, epoch);
    fresh.add(Kind.SHARD, 0, LOG_FIELD, logHash);
    fresh.add(Kind.SHARD, 0, SLOTS_FIELD, slots == null ? 0 : hash(slots));
  }
}
