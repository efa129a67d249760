package io.millrace.diana.algorithm;

import java.time.Duration;

/**
 * Remembers when each unit was taken.
 *
 * <p><b>Promise.</b> At most {@code limit} in every span of the period's length, wherever it
 * begins, and a request is refused only if admitting it would break that: nothing is approximate.
 * It pays with memory: eight bytes for each unit of the limit, for every key.
 *
 * <pre>
 *   state: | units ever taken | ring of moments, one a unit …                    |
 * </pre>
 *
 * The ring is in order of time, so whether {@code cost} more fit is one look: they do if the moment
 * that stands {@code limit - cost + 1} units back has left the window.
 */
public final class SlidingLog implements Algorithm {
  /** 80 KB a key; more is a case for the counter. */
  public static final long LOG_LIMIT_MAX = 10_000;

  private static final int HEAD = 0;
  private static final int RING = 1;

  private final long limit;
  private final int ring;
  private final long periodNanos;

  public SlidingLog(long limit, Duration period) {
    this(limit, Settings.nanos(period));
  }

  public SlidingLog(long limit, long periodNanos) {
    this(limit, Math.toIntExact(limit), periodNanos);
  }

  private SlidingLog(long limit, int ring, long periodNanos) {
    this.limit = Settings.within("limit", limit, 1, LOG_LIMIT_MAX);
    this.ring = ring;
    this.periodNanos = Settings.periodNanos(periodNanos);
  }

  public long limit() {
    return limit;
  }

  public long periodNanos() {
    return periodNanos;
  }

  @Override
  public int words() {
    return RING + ring;
  }

  @Override
  public long ask(long[] state, int at, long now, long cost) {
    if (cost > limit) {
      return NEVER;
    }
    if (cost == 0) {
      return 0; // no unit has to leave, and the ring remembers none that stands so far back
    }
    long leaves = back(state, at, limit - cost + 1) + periodNanos;
    return leaves <= now ? 0 : now - leaves;
  }

  /** The moment at which the unit was taken that stands so many back; 1 is the newest. */
  private long back(long[] state, int at, long units) {
    return state[at + RING + (int) Math.floorMod(state[at + HEAD] - units, (long) ring)];
  }

  @Override
  public void take(long[] state, int at, long now, long cost) {
    long head = state[at + HEAD];
    for (long unit = 0; unit < cost; unit++) {
      state[at + RING + (int) ((head + unit) % ring)] = now;
    }
    state[at + HEAD] = head + cost;
  }

  /** Later units move down; what the ring had forgotten had left the window and stays forgotten. */
  @Override
  public void untake(long[] state, int at, long now, long taken, long cost) {
    long head = state[at + HEAD];
    long kept = head - Math.min(head, ring);
    long left = cost;
    for (long unit = kept; unit < head; unit++) {
      long moment = state[at + RING + (int) (unit % ring)];
      if (moment == taken && left > 0) {
        left--;
      } else {
        state[at + RING + (int) (kept % ring)] = moment;
        kept++;
      }
    }
    for (long unit = kept; unit < head; unit++) {
      state[at + RING + (int) (unit % ring)] = 0;
    }
    state[at + HEAD] = kept;
  }

  @Override
  public long left(long[] state, int at, long now) {
    return limit - counted(state, at, now);
  }

  /** How many of the newest {@code limit} units are in the window: they stand in order of time. */
  private long counted(long[] state, int at, long now) {
    long in = 0;
    long out = limit + 1;
    while (out - in > 1) {
      long middle = (in + out) >>> 1;
      if (back(state, at, middle) + periodNanos > now) {
        in = middle;
      } else {
        out = middle;
      }
    }
    return in;
  }

  @Override
  public long untilMore(long[] state, int at, long now) {
    long counted = counted(state, at, now);
    return counted == 0 ? 0 : back(state, at, counted) + periodNanos - now;
  }

  @Override
  public boolean isFresh(long[] state, int at, long now) {
    return back(state, at, 1) + periodNanos <= now;
  }

  @Override
  public String describe() {
    return "sliding-log " + limit + " in " + Settings.text(periodNanos);
  }

  @Override
  public String toString() {
    return describe();
  }

  @Override
  public Quota quota() {
    return new Quota(limit, periodNanos);
  }

  @Override
  public SlidingLog share(int parts) {
    return new SlidingLog(Settings.share(limit, parts), ring, periodNanos);
  }
}
