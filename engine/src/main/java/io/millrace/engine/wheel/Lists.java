package io.millrace.engine.wheel;

import java.util.Arrays;

/**
 * Rings of timers through their own links, each closed by a head. A head is written as the
 * complement of its number, so one int says either; what stands between two ends of the same head
 * needs no search to be taken out.
 */
final class Lists {
  /** Prev of a timer that is in no list. */
  static final int UNLINKED = Slab.NONE;

  static final int NONE = -1;

  private final Slab slab;

  /** Two ints a head: first and last. */
  private int[] ends;

  private int count;

  Lists(Slab slab, int count) {
    this.slab = slab;
    this.ends = new int[2 * count];
    for (int i = 0; i < count; i++) {
      add();
    }
  }

  /** One more list; returns its number. */
  int add() {
    if (2 * count == ends.length) {
      ends = Arrays.copyOf(ends, ends.length * 2);
    }
    ends[2 * count] = ~count;
    ends[2 * count + 1] = ~count;
    return count++;
  }

  boolean isEmpty(int list) {
    return ends[2 * list] == ~list;
  }

  /** {@link Slab#NONE} when there is none. */
  int first(int list) {
    int first = ends[2 * list];
    return first < 0 ? Slab.NONE : first;
  }

  int last(int list) {
    int last = ends[2 * list + 1];
    return last < 0 ? Slab.NONE : last;
  }

  int after(int timer) {
    int next = slab.next(timer);
    return next < 0 ? Slab.NONE : next;
  }

  void append(int list, int timer) {
    int last = ends[2 * list + 1];
    slab.next(timer, ~list);
    slab.prev(timer, last);
    ends[2 * list + 1] = timer;
    if (last < 0) {
      ends[2 * list] = timer;
    } else {
      slab.next(last, timer);
    }
  }

  /**
   * Takes the timer out of its list. Returns the list's number if it is empty now, else {@link
   * #NONE}.
   */
  int unlink(int timer) {
    int next = slab.next(timer);
    int prev = slab.prev(timer);
    if (prev < 0) {
      ends[2 * ~prev] = next;
    } else {
      slab.next(prev, next);
    }
    if (next < 0) {
      ends[2 * ~next + 1] = prev;
    } else {
      slab.prev(next, prev);
    }
    slab.prev(timer, UNLINKED);
    return prev < 0 && next < 0 ? ~prev : NONE;
  }

  boolean isLinked(int timer) {
    return slab.prev(timer) != UNLINKED;
  }
}
