package io.millrace.engine.wheel;

import static io.millrace.engine.proof.BrokenInvariant.check;

import java.util.function.Consumer;

/**
 * Timers of a millisecond to ten years, by the million. Owned by the shard's writer.
 *
 * <p>Four rings of 2,048 slots; a slot of ring k spans 1,024ᵏ ms and holds a list of timers. A
 * ring's slots fall into windows of 1,024, and each ring covers the window that the hand is in and
 * the one after it:
 *
 * <pre>
 *  ring 0   1 ms a slot       this second and the next
 *  ring 1   1.024 s a slot    17 minutes and 17 more
 *  ring 2   17.5 min a slot   12 days and 12 more
 *  ring 3   12.4 days a slot  34 years and 34 more
 * </pre>
 *
 * <p>A timer lies in the lowest ring that covers its deadline. While the hand is in one slot of an
 * upper ring, the timers of the slot after it are moved down a few at a time (they cascade): there
 * is as long as the slot spans to do it, so a slot of five million timers is in place before the
 * hand gets there, and no turn does much of it. In ring 0 a slot is one millisecond, so what the
 * hand meets there is due, and goes to its owner's line (see {@link DueLines}).
 *
 * <p>Adding, cancelling and moving cost the same whatever a slot holds: lists are linked both ways
 * through the timers. A timer cascades at most three times in its life. An empty stretch of any
 * length costs nothing, because bits say which slots are occupied.
 *
 * <p>Hand, cascades and lines are a cache: what is in the wheel follows from the facts, and nothing
 * of it is in the digest. The wheel decides nothing; {@link #first} only says what is due, and a
 * timer leaves by {@link #cancel} when the fact of its fire is applied.
 */
public final class Wheel {
  /** What stands for no timer. */
  public static final long NONE = 0;

  private static final int RINGS = 4;
  private static final int WINDOW_BITS = Occupancy.SLOTS_BITS - 1;
  private static final int SLOT_MASK = Occupancy.SLOTS - 1;

  private final Slab slab = new Slab();
  private final Lists lists = new Lists(slab, RINGS * Occupancy.SLOTS);
  private final Occupancy[] rings = new Occupancy[RINGS];
  private final DueLines due = new DueLines(slab, lists, RINGS * Occupancy.SLOTS);

  /** Everything before it has gone to the lines; never goes back. */
  private long handMillis;

  private int shelved;

  /** An empty one. */
  public Wheel() {
    for (int ring = 0; ring < RINGS; ring++) {
      rings[ring] = new Occupancy();
    }
  }

  static long handle(Slab slab, int timer) {
    return (long) slab.generation(timer) << Integer.SIZE | timer;
  }

  /** A line for one owner's timers; it stays. Returns its number. */
  public int openLine() {
    return due.open();
  }

  /**
   * A new timer. Its handle is good until the timer is cancelled or moved, and never afterwards.
   *
   * @param line whose it is
   * @param id of what it shall happen to; orders timers of one deadline
   * @param atMillis the log time of the fact that this follows from
   */
  public long add(int line, TimerKind kind, long id, long deadlineMillis, long atMillis) {
    check(line >= 0 && line < due.lines(), "a line that was not opened");
    if (slab.size() == 0) {
      handMillis = Math.max(handMillis, atMillis);
    }
    int timer = slab.claim(deadlineMillis, id, line, kind.number());
    place(timer, deadlineMillis);
    return handle(slab, timer);
  }

  /** False, and nothing happens, when the handle is stale. */
  public boolean cancel(long handle) {
    if (!isLive(handle)) {
      return false;
    }
    int timer = (int) handle;
    if (slab.isDue(timer)) {
      due.remove(timer);
    } else {
      takeOut(timer);
    }
    slab.release(timer);
    return true;
  }

  /** Gives a timer another deadline, and returns its new handle; the old one must be good. */
  public long move(long handle, long deadlineMillis) {
    check(isLive(handle), "a stale handle of a timer");
    int timer = (int) handle;
    if (slab.isDue(timer)) {
      due.remove(timer);
    } else {
      takeOut(timer);
    }
    slab.move(timer, deadlineMillis);
    place(timer, deadlineMillis);
    return handle(slab, timer);
  }

  /**
   * Puts a due timer aside: it is there and can be cancelled or moved, but does not fire. For one
   * whose fire breaks something, so that it does not block those behind it.
   */
  public void shelve(long handle) {
    check(isLive(handle) && slab.isDue((int) handle), "only what is due is shelved");
    due.remove((int) handle);
    shelved++;
  }

  public boolean isLive(long handle) {
    return slab.isLive((int) handle, (int) (handle >>> Integer.SIZE));
  }

  /** Of a good handle. */
  public long deadlineMillis(long handle) {
    check(isLive(handle), "a stale handle of a timer");
    return slab.deadlineMillis((int) handle);
  }

  /** Of a good handle. */
  public long id(long handle) {
    check(isLive(handle), "a stale handle of a timer");
    return slab.id((int) handle);
  }

  /** Of a good handle. */
  public TimerKind kind(long handle) {
    check(isLive(handle), "a stale handle of a timer");
    return TimerKind.of(slab.kind((int) handle));
  }

  public int size() {
    return slab.size();
  }

  /** Timers that the hand has met and that are still there. */
  public int dueCount() {
    return due.size();
  }

  public long estimatedBytes() {
    return slab.bytes() + due.bytes();
  }

  /**
   * The due timer that is next, or {@link #NONE}. The same until it leaves. Nothing is said while
   * the hand's own millisecond is being met: the first of it may be yet to come.
   */
  public long first() {
    return rings[0].has(slotAt(0, handMillis)) ? NONE : due.first();
  }

  /**
   * Moves the hand as far as it may go, at most to {@code nowMillis}.
   *
   * @param movesMax timers that may be moved down, and as many that may be met
   * @return whether any were
   */
  public boolean turn(long nowMillis, int movesMax) {
    if (slab.size() == 0) {
      handMillis = Math.max(handMillis, nowMillis);
      return false;
    }
    int cascades = cascade(movesMax);
    int meets = movesMax;
    while (meets > 0) {
      if (rings[0].has(slotAt(0, handMillis))) {
        meets = meet(meets);
        continue;
      }
      long reachMillis = Math.min(nowMillis, clearMillis());
      if (reachMillis <= handMillis) {
        break;
      }
      handMillis = reachMillis;
      cascades = cascade(cascades);
    }
    return cascades < movesMax || meets < movesMax;
  }

  /** Whether {@link #turn} or {@link #first} would do something at this very hand. */
  public boolean isUnderWay() {
    if (due.size() > 0 || rings[0].has(slotAt(0, handMillis))) {
      return true;
    }
    for (int ring = 1; ring < RINGS; ring++) {
      if (rings[ring].has(slotAt(ring, nextStart(ring)))) {
        return true;
      }
    }
    return false;
  }

  /**
   * When there is something to do next: a deadline, or timers to be moved down ahead of theirs.
   * {@link Long#MAX_VALUE} when there is no timer.
   */
  public long wakeMillis() {
    return isUnderWay() ? handMillis : clearMillis();
  }

  /** As far as the hand may go before it meets a timer or the next cascade. */
  private long clearMillis() {
    long clear = Long.MAX_VALUE;
    int met = rings[0].distanceFrom(slotAt(0, handMillis));
    if (met != Occupancy.NONE) {
      clear = handMillis + met;
    }
    for (int ring = 1; ring < RINGS; ring++) {
      int distance = rings[ring].distanceFrom(slotAt(ring, handMillis));
      if (distance == 1) {
        clear = Math.min(clear, nextStart(ring) - 1); // it must be empty before the hand is there
      } else if (distance != Occupancy.NONE) {
        long number = (handMillis >> shift(ring)) + distance;
        clear = Math.min(clear, (number - 1) << shift(ring));
      }
    }
    return clear;
  }

  /** Moves timers down from the slots that come next, the upper rings first. */
  private int cascade(int movesMax) {
    int left = movesMax;
    for (int ring = RINGS - 1; ring > 0 && left > 0; ring--) {
      int list = list(ring, slotAt(ring, nextStart(ring)));
      for (int timer = lists.first(list);
          timer != Slab.NONE && left > 0;
          timer = lists.first(list)) {
        takeOut(timer);
        place(timer, slab.deadlineMillis(timer));
        left--;
      }
    }
    return left;
  }

  /** Brings the timers of the hand's own millisecond to their lines. */
  private int meet(int movesMax) {
    int left = movesMax;
    int list = list(0, slotAt(0, handMillis));
    for (int timer = lists.first(list); timer != Slab.NONE && left > 0; timer = lists.first(list)) {
      takeOut(timer);
      due.add(timer);
      left--;
    }
    return left;
  }

  private void place(int timer, long deadlineMillis) {
    if (deadlineMillis <= handMillis) {
      due.add(timer);
      return;
    }
    int ring = 0;
    while (ring < RINGS - 1 && !isCovered(ring, deadlineMillis)) {
      ring++;
    }
    long number = deadlineMillis >> shift(ring);
    if (!isCovered(ring, deadlineMillis)) {
      // Beyond the last ring: as far off as there is room; it is looked at again when it cascades.
      number = (handMillis >> shift(ring)) + SLOT_MASK;
    }
    int slot = (int) number & SLOT_MASK;
    lists.append(list(ring, slot), timer);
    rings[ring].set(slot);
  }

  private boolean isCovered(int ring, long deadlineMillis) {
    int windowShift = shift(ring) + WINDOW_BITS;
    return (deadlineMillis >> windowShift) - (handMillis >> windowShift) <= 1;
  }

  /** Takes a timer out of its slot, or from the shelf. */
  private void takeOut(int timer) {
    if (!lists.isLinked(timer)) {
      shelved--;
      return;
    }
    int emptied = lists.unlink(timer);
    if (emptied != Lists.NONE) {
      rings[emptied >>> Occupancy.SLOTS_BITS].clear(emptied & SLOT_MASK);
    }
  }

  private static int shift(int ring) {
    return ring * WINDOW_BITS;
  }

  private static int slotAt(int ring, long millis) {
    return (int) (millis >> shift(ring)) & SLOT_MASK;
  }

  /** Where the slot after the hand's begins. */
  private long nextStart(int ring) {
    return ((handMillis >> shift(ring)) + 1) << shift(ring);
  }

  private static int list(int ring, int slot) {
    return ring << Occupancy.SLOTS_BITS | slot;
  }

  /** Looks at everything, however long it takes, and says what is in a wrong place. */
  public void audit(Consumer<String> broken) {
    int found = due.size() + shelved;
    for (int ring = 0; ring < RINGS; ring++) {
      for (int slot = 0; slot < Occupancy.SLOTS; slot++) {
        int list = list(ring, slot);
        if (lists.isEmpty(list) == rings[ring].has(slot)) {
          broken.accept("the bit of a slot does not say whether it is occupied");
        }
        for (int timer = lists.first(list); timer != Slab.NONE; timer = lists.after(timer)) {
          found++;
          if (slab.deadlineMillis(timer) < handMillis) {
            broken.accept("a timer lies behind the hand");
          }
        }
      }
    }
    if (found != slab.size()) {
      broken.accept(found + " timers are in slots and lines, " + slab.size() + " in memory");
    }
  }
}
