package io.millrace.engine;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.model.Level;
import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.Opened;
import org.jspecify.annotations.Nullable;

/** What the log says about the shard itself: who opened it, its language, how many facts. */
final class Shard {
  private static final int SEQUENCE_FIELD = 2;
  private static final int LEVEL_FIELD = 3;
  private static final int EPOCH_FIELD = 4;
  private static final int LOG_FIELD = 5;
  private static final int SLOTS_FIELD = 6;

  private final int number;
  private final Digest digest;
  private long sequence;
  private long sequenceTerm;

  /** 0 until the first fact says what language the log is in. */
  private int level;

  private long epoch;
  private long logHash;
  private @Nullable SlotTable slots;
  private long slotsHash;

  Shard(int number, Digest digest) {
    this.number = number;
    this.digest = digest;
  }

  long sequence() {
    return sequence;
  }

  /** The level of a log that has no facts yet is that of this build. */
  int level() {
    return level == 0 ? Level.CURRENT : level;
  }

  /** Without a slot table (a log that was never opened) every shop is at home. */
  boolean isHomeOf(ShopId shop) {
    return slots == null || slots.shardOf(shop) == number;
  }

  /** Counts a fact, and checks that it is in a language the log has come to. */
  void advance(int factLevel) {
    if (level == 0) {
      check(factLevel >= 1 && factLevel <= Level.CURRENT, "a fact of a level above this build's");
      setLevel(factLevel);
    }
    check(factLevel >= 1 && factLevel <= level, "a fact of a level above the log's");
    sequence++;
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
    check(raised.level() <= Level.CURRENT, "a level above this build's");
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

  void addTo(Digest fresh) {
    fresh.add(Kind.SHARD, 0, SEQUENCE_FIELD, sequence);
    fresh.add(Kind.SHARD, 0, LEVEL_FIELD, level);
    fresh.add(Kind.SHARD, 0, EPOCH_FIELD, epoch);
    fresh.add(Kind.SHARD, 0, LOG_FIELD, logHash);
    fresh.add(Kind.SHARD, 0, SLOTS_FIELD, slots == null ? 0 : hash(slots));
  }
}
