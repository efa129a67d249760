package io.millrace.engine.id;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;

/**
 * Ids that rise, whatever the clock does: 41 bits of milliseconds since 2025 (enough until 2094),
 * 10 bits of shard, 12 bits of sequence. When a millisecond's 4,096 are used up, or the clock is
 * behind, the time part runs ahead of the clock instead of waiting for it.
 *
 * <pre>
 *  62                    22 21      12 11         0
 * ┌────────────────────────┬──────────┬────────────┐
 * │ milliseconds since 2025│  shard   │  sequence  │
 * └────────────────────────┴──────────┴────────────┘
 * </pre>
 */
public final class Ids {
  /** 2025-01-01T00:00Z. */
  public static final long EPOCH_MILLIS = 1_735_689_600_000L;

  public static final int SHARDS_MAX = 1 << 10;

  private static final int SEQUENCE_BITS = 12;
  private static final int TIME_SHIFT = 22;
  private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;
  private static final long TIME_MAX = (1L << 41) - 1;
  private static final int LAST_FIELD = 1;

  private final long shardBits;
  private final Digest digest;
  private long last;
  private long lastTerm;

  public Ids(int shard, Digest digest) {
    if (shard < 0 || shard >= SHARDS_MAX) {
      throw new IllegalArgumentException("a shard is a number from 0 to " + (SHARDS_MAX - 1));
    }
    this.shardBits = (long) shard << SEQUENCE_BITS;
    this.digest = digest;
  }

  /** What the next id would be; nothing is used up before {@link #take}. */
  public long next(long nowMillis) {
    long time = Math.clamp(nowMillis - EPOCH_MILLIS, 1, TIME_MAX);
    long lastTime = last >>> TIME_SHIFT;
    if (time > lastTime) {
      return time << TIME_SHIFT | shardBits;
    }
    if ((last & SEQUENCE_MASK) == SEQUENCE_MASK) {
      return (lastTime + 1) << TIME_SHIFT | shardBits;
    }
    return last + 1;
  }

  public void take(long id) {
    check(id > last, "an id must be above the last one");
    check((id & (SHARDS_MAX - 1L) << SEQUENCE_BITS) == shardBits, "an id of another shard");
    lastTerm = digest.replace(lastTerm, Kind.SHARD, 0, LAST_FIELD, id);
    last = id;
  }

  public void addTo(Digest fresh) {
    fresh.add(Kind.SHARD, 0, LAST_FIELD, last);
  }
}
