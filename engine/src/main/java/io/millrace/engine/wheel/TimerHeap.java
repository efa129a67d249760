package io.millrace.engine.wheel;

import java.util.Arrays;

/**
 * Due timers that did not come in order. Each entry carries its key, because the place of a timer
 * that was cancelled may be another timer's by the time the entry comes up; such entries are stale
 * and are passed over. When more than half are stale, they are swept out.
 */
final class TimerHeap {
  private static final int ENTRY = 3;
  private static final int ID = 1;
  private static final int HANDLE = 2;
  private static final int SWEEP_ENTRIES_MIN = 64;

  private final Slab slab;
  private long[] entries = new long[16 * ENTRY];
  private int count;
  private int stale;

  TimerHeap(Slab slab) {
    this.slab = slab;
  }

  void add(long deadlineMillis, long id, long handle) {
    if (count * ENTRY == entries.length) {
      entries = Arrays.copyOf(entries, entries.length * 2);
    }
    put(count, deadlineMillis, id, handle);
    rise(count++);
  }

  /** The first that is still there, or {@link Wheel#NONE}. */
  long first() {
    if (count > SWEEP_ENTRIES_MIN && stale > count / 2) {
      sweep();
    }
    while (count > 0 && !isLive(0)) {
      stale--;
      removeFirst();
    }
    return count == 0 ? Wheel.NONE : entries[HANDLE];
  }

  /** A timer with an entry here is about to be cancelled or moved. */
  void losing() {
    stale++;
  }

  private boolean isLive(int entry) {
    long handle = entries[entry * ENTRY + HANDLE];
    return slab.isLive((int) handle, (int) (handle >>> Integer.SIZE));
  }

  private void removeFirst() {
    count--;
    if (count > 0) {
      copy(count, 0);
      sink(0);
    }
  }

  private void sweep() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (isLive(i)) {
        copy(i, kept++);
      }
    }
    count = kept;
    stale = 0;
    for (int i = count / 2 - 1; i >= 0; i--) {
      sink(i);
    }
    entries = Arrays.copyOf(entries, Math.max(SWEEP_ENTRIES_MIN, 2 * count) * ENTRY);
  }

  private void rise(int start) {
    int entry = start;
    while (entry > 0) {
      int parent = (entry - 1) / 2;
      if (!isBefore(entry, parent)) {
        return;
      }
      swap(entry, parent);
      entry = parent;
    }
  }

  private void sink(int start) {
    int entry = start;
    while (true) {
      int child = 2 * entry + 1;
      if (child >= count) {
        return;
      }
      if (child + 1 < count && isBefore(child + 1, child)) {
        child++;
      }
      if (!isBefore(child, entry)) {
        return;
      }
      swap(entry, child);
      entry = child;
    }
  }

  private boolean isBefore(int one, int other) {
    long oneMillis = entries[one * ENTRY];
    long otherMillis = entries[other * ENTRY];
    return oneMillis < otherMillis
        || (oneMillis == otherMillis && entries[one * ENTRY + ID] < entries[other * ENTRY + ID]);
  }

  private void put(int entry, long deadlineMillis, long id, long handle) {
    entries[entry * ENTRY] = deadlineMillis;
    entries[entry * ENTRY + ID] = id;
    entries[entry * ENTRY + HANDLE] = handle;
  }

  private void copy(int from, int to) {
    for (int i = 0; i < ENTRY; i++) {
      entries[to * ENTRY + i] = entries[from * ENTRY + i];
    }
  }

  private void swap(int one, int other) {
    for (int i = 0; i < ENTRY; i++) {
      long kept = entries[one * ENTRY + i];
      entries[one * ENTRY + i] = entries[other * ENTRY + i];
      entries[other * ENTRY + i] = kept;
    }
  }

  long bytes() {
    return (long) entries.length * Long.BYTES;
  }
}
