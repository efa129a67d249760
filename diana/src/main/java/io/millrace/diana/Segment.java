package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * One part of a rule's table: keys' hashes and states in one array of longs, found by linear
 * probing.
 *
 * <pre>
 *   slots: | hash | hash | state … | hash | hash | state … | …  | 0 | 0 | state that keys share |
 * </pre>
 *
 * <p><b>Nothing is forgotten that still counts.</b> A key's slot is given away only when its state
 * is <i>fresh</i>: when forgetting it changes no decision. So spraying keys frees nobody. When a
 * key finds no room, because all slots are in use and none is fresh, it is counted in the segment's
 * last slot together with all others that found none: too strict for them, never too lax. When it
 * finds room later, it begins with a copy of the shared state, so moving house wins nothing.
 *
 * <p>What is done under the lock takes tens of nanoseconds and parking takes microseconds, so those
 * who find it taken look again a few times before they park. They do park then: spinning and
 * yielding is not enough for virtual threads. Whoever yields may be put behind all that keep
 * yielding, for ever, and it may hold the lock that they wait for. Nobody is woken: whoever has
 * parked looks again after a while. So letting go asks nobody and costs no more than a store.
 *
 * <p>Where threads do nothing but ask for one key, each of them finds the lock taken, and the key
 * moves from core to core with every decision, which costs several times what the decision does. So
 * in a crowd whoever finds it taken steps aside for a while, once, and the other goes on alone.
 * Whoever holds another segment does not: all who want that one would wait as long. The other has
 * soon forgotten the crowd, being alone, and hears of it again from the first who comes back.
 *
 * <p>Requests that pass are counted here, too: under a lock that is held anyway it costs nothing,
 * and an adder that two threads have once met at costs each of them a tenth of the decision.
 */
final class Segment {
  /** Two hashes stand before a state. */
  static final int HASHES = 2;

  private static final VarHandle LOCKED;

  static {
    try {
      LOCKED = MethodHandles.lookup().findVarHandle(Segment.class, "locked", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int CAPACITY_FIRST = 8;

  /** Together about as long as parking takes. */
  private static final int LOOKS_BEFORE_PARKING = 64;

  /** It is a crowd when so many found the lock taken, each of whom counts twice, and not free. */
  private static final int CROWD = 8;

  /** Thousands of decisions, so that what a change of turns costs is little beside them. */
  private static final long ASIDE_NANOS = 200_000;

  private final Algorithm algorithm;
  private final int stride;

  private int capacityMax;
  private volatile boolean locked;
  private long[] slots;
  private int capacity;
  private int size;
  private int turnedAway;
  private long latest;

  /** Written under the lock; read by those who find it taken, for whom an old value will do. */
  private int crowd;

  private long admitted;
  private boolean retired;

  /**
   * An empty one.
   *
   * @param capacityMax a power of two
   */
  Segment(Algorithm algorithm, int capacityMax) {
    this.algorithm = algorithm;
    this.stride = HASHES + algorithm.words();
    this.capacityMax = capacityMax;
    this.capacity = Math.min(CAPACITY_FIRST, capacityMax);
    this.slots = new long[(capacity + 1) * stride];
  }

  /** What one takes that has seen no key, if it may grow. */
  static long emptyBytes(Algorithm algorithm) {
    return (CAPACITY_FIRST + 1L) * (HASHES + algorithm.words()) * Long.BYTES;
  }

  /**
   * From now on it grows up to here. One that is larger becomes smaller when what counts fits.
   *
   * @param most a power of two
   */
  void makeRoom(int most) {
    capacityMax = most;
    turnedAway = 0; // or nobody would look whether there is room
    if (capacity > most) {
      rebuild(latest);
      turnedAway = 0; // and whoever finds none looks once more
    }
  }

  /** For whoever holds no other segment. */
  void lock() {
    if (!lockAtOnce()) {
      boolean aside = isCrowded();
      if (aside) {
        LockSupport.parkNanos(this, ASIDE_NANOS);
      }
      lockBehindOthers();
      if (aside) {
        crowd = Math.max(crowd, CROWD);
      }
    }
  }

  /** For whoever holds others already. */
  void lockToo() {
    if (!lockAtOnce()) {
      lockBehindOthers();
    }
  }

  private boolean lockAtOnce() {
    boolean taken = tryLock();
    if (taken && crowd > 0) {
      crowd--;
    }
    return taken;
  }

  private void lockBehindOthers() {
    boolean interrupted = false;
    for (int look = 1; !tryLock(); look++) {
      if (look % LOOKS_BEFORE_PARKING == 0) {
        LockSupport.parkNanos(this, ASIDE_NANOS);
        interrupted |= Thread.interrupted(); // nobody parks who is interrupted
      } else {
        Thread.onSpinWait();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (crowd < CROWD) { // a crowd of hours is forgotten as soon as one of a moment
      crowd += 2;
    }
  }

  private boolean tryLock() {
    return !locked && LOCKED.compareAndSet(this, false, true);
  }

  /** Whether whoever finds it taken would step aside. */
  boolean isCrowded() {
    return crowd >= CROWD;
  }

  void unlock() {
    LOCKED.setRelease(this, false);
  }

  /** The latest moment that anybody came with; nobody who comes later may go behind it. */
  long latest() {
    return latest;
  }

  void advance(long now) {
    latest = now;
  }

  /**
   * Counts a request that passes.
   *
   * @return false if this is no place to count it any more
   */
  boolean admit() {
    if (!retired) {
      admitted++;
    }
    return !retired;
  }

  /** Counts no request from now on, because the rule has other counts now. */
  void retire() {
    retired = true;
  }

  /** The states of all keys; {@link #find} says where. Another array after the next find. */
  long[] states() {
    return slots;
  }

  /** Where the key's state is, which may be the shared one. */
  int find(long first, long second, long now) {
    int mask = capacity - 1;
    int reusable = -1;
    int slot = (int) first & mask;
    while (true) {
      int at = slot * stride;
      if (slots[at] == first && slots[at + 1] == second) {
        return at + HASHES;
      }
      if (slots[at] == 0 && slots[at + 1] == 0) {
        break;
      }
      if (reusable < 0 && algorithm.isFresh(slots, at + HASHES, now)) {
        reusable = at;
      }
      slot = (slot + 1) & mask;
    }
    if (reusable >= 0) {
      return settle(reusable, first, second, now);
    }
    if (hasRoom() || rebuild(now)) {
      return settle(empty(first), first, second, now);
    }
    return shared() + HASHES;
  }

  /** Where the key's state is, or the shared one's place if it has none of its own. */
  int look(long first, long second) {
    int mask = capacity - 1;
    for (int slot = (int) first & mask; ; slot = (slot + 1) & mask) {
      int at = slot * stride;
      if (slots[at] == first && slots[at + 1] == second) {
        return at + HASHES;
      }
      if (slots[at] == 0 && slots[at + 1] == 0) {
        return shared() + HASHES;
      }
    }
  }

  /** Whether this is where keys are counted that found no room. */
  boolean isShared(int state) {
    return state == shared() + HASHES;
  }

  /**
   * Makes the key's own state as if it was never seen; what keys share stays.
   *
   * @return false if the key is counted with others, so that nothing was done
   */
  boolean reset(long first, long second, long now) {
    int state = look(first, second);
    if (isShared(state)) {
      return algorithm.isFresh(slots, state, Math.max(now, latest));
    }
    Arrays.fill(slots, state, state + stride - HASHES, 0);
    return true;
  }

  private int shared() {
    return capacity * stride;
  }

  /** A quarter stays empty, so that probing ends soon. */
  private static boolean fit(int keys, int capacity) {
    return keys < capacity - capacity / 4;
  }

  private boolean hasRoom() {
    return fit(size, capacity);
  }

  private int empty(long first) {
    int mask = capacity - 1;
    int slot = (int) first & mask;
    while (slots[slot * stride] != 0 || slots[slot * stride + 1] != 0) {
      slot = (slot + 1) & mask;
    }
    return slot * stride;
  }

  private int settle(int at, long first, long second, long now) {
    boolean sharedCounts = !algorithm.isFresh(slots, shared() + HASHES, now);
    if (sharedCounts && algorithm.isHeld()) {
      // What is in flight cannot be copied: it is given back only once.
      return shared() + HASHES;
    }
    if (slots[at] == 0 && slots[at + 1] == 0) {
      size++;
    }
    slots[at] = first;
    slots[at + 1] = second;
    if (sharedCounts) {
      System.arraycopy(slots, shared() + HASHES, slots, at + HASHES, stride - HASHES);
    } else {
      Arrays.fill(slots, at + HASHES, at + stride, 0);
    }
    return at + HASHES;
  }

  /**
   * Drops what is fresh and doubles if more than half is left. At full size it runs once for every
   * quarter of the capacity that was turned away, so that a flood of keys costs each of them a few
   * slots' time.
   *
   * @return whether there is room now
   */
  private boolean rebuild(long now) {
    if (capacity >= capacityMax && turnedAway > 0) {
      turnedAway = turnedAway > capacity / 4 ? 0 : turnedAway + 1;
      if (turnedAway > 0) {
        return false;
      }
    }
    int live = 0;
    for (int at = 0; at < shared(); at += stride) {
      live += isLive(at, now) ? 1 : 0;
    }
    int wanted = wanted(live);
    long[] old = slots;
    int oldShared = shared();
    long[] fresh = new long[(wanted + 1) * stride];
    slots = fresh;
    capacity = wanted;
    size = live;
    for (int at = 0; at < oldShared; at += stride) {
      boolean used = old[at] != 0 || old[at + 1] != 0;
      if (used && !algorithm.isFresh(old, at + HASHES, now)) {
        System.arraycopy(old, at, fresh, empty(old[at]), stride);
      }
    }
    System.arraycopy(old, oldShared, fresh, shared(), stride);
    boolean room = hasRoom();
    turnedAway = room ? 0 : 1;
    return room;
  }

  private int wanted(int live) {
    if (capacity > capacityMax) {
      return fit(live, capacityMax) ? capacityMax : capacity;
    }
    return live > capacity / 2 ? Math.min(capacityMax, 2 * capacity) : capacity;
  }

  private boolean isLive(int at, long now) {
    return (slots[at] != 0 || slots[at + 1] != 0) && !algorithm.isFresh(slots, at + HASHES, now);
  }

  /**
   * How many keys have a slot, fresh ones that nobody has taken yet among them. Asked without the
   * lock, as are {@link #bytes} and {@link #admitted}: a report may be a moment old, and nobody
   * shall wait for it.
   */
  int size() {
    return size;
  }

  long bytes() {
    return (capacity + 1L) * stride * Long.BYTES;
  }

  /** How many requests that passed were counted here. */
  long admitted() {
    return admitted;
  }
}
