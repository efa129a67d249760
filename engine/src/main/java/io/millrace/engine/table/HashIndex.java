package io.millrace.engine.table;

import org.jspecify.annotations.Nullable;

/**
 * Finds positions by hash, among millions, touching as little memory as can be: at that size a
 * cache miss costs more than all the rules of an order. A slot is one long, hash and position side
 * by side, so a name that is not there is known after one miss, and growing never looks at what the
 * positions stand for.
 *
 * <pre>
 *  63          32 31           0
 * ┌──────────────┬──────────────┐
 * │ hash, never 0│   position   │   0: empty
 * └──────────────┴──────────────┘
 * </pre>
 *
 * <p>Open addressing in 4,096 segments, each of which doubles alone: at ten million entries that
 * moves 2,500 slots, some tens of microseconds, where one table would stop its writer for a second.
 */
public final class HashIndex {
  public static final int NONE = -1;

  private static final int SEGMENT_BITS = 12;
  private static final int SEGMENT_SHIFT = Integer.SIZE - SEGMENT_BITS;
  private static final int SEGMENT_SLOTS_MIN = 8;

  private final long[] @Nullable [] segments = new long[1 << SEGMENT_BITS][];
  private final int[] sizes = new int[1 << SEGMENT_BITS];
  private long slots;
  private int size;

  /**
   * A position that has this hash, or {@link #NONE}. Whether it is the one that is sought, only the
   * caller can say; if not, {@link #after} goes on:
   *
   * <pre>{@code
   * int at = index.first(hash);
   * while (at != HashIndex.NONE && !isSought(at)) {
   *   at = index.after(hash, at);
   * }
   * }</pre>
   *
   * <p>Not a predicate: several tables would share one call of it, which the compiler then cannot
   * inline, in the hottest loop of the engine.
   */
  public int first(int hash) {
    int tag = tag(hash);
    long[] segment = segments[tag >>> SEGMENT_SHIFT];
    return segment == null ? NONE : seek(segment, tag, tag & (segment.length - 1));
  }

  /** A look at where a search for the hash begins: the slot, whatever is in it. */
  public long glance(int hash) {
    int tag = tag(hash);
    long[] segment = segments[tag >>> SEGMENT_SHIFT];
    return segment == null ? 0 : segment[tag & (segment.length - 1)];
  }

  /** The next position of the same hash: few names share all 32 bits. */
  public int after(int hash, int position) {
    int tag = tag(hash);
    long[] segment = segments[tag >>> SEGMENT_SHIFT];
    if (segment == null) {
      return NONE;
    }
    int mask = segment.length - 1;
    long last = slot(tag, position);
    int i = tag & mask;
    while (segment[i] != last) {
      i = (i + 1) & mask;
    }
    return seek(segment, tag, (i + 1) & mask);
  }

  private static int seek(long[] segment, int tag, int from) {
    int mask = segment.length - 1;
    for (int i = from; segment[i & mask] != 0; i++) {
      long slot = segment[i & mask];
      if ((int) (slot >>> Integer.SIZE) == tag) {
        return (int) slot;
      }
    }
    return NONE;
  }

  private static long slot(int tag, int position) {
    return (long) tag << Integer.SIZE | Integer.toUnsignedLong(position);
  }

  /** Whether the position is there already is the caller's to know. */
  public void add(int hash, int position) {
    int tag = tag(hash);
    int number = tag >>> SEGMENT_SHIFT;
    long[] segment = segments[number];
    if (segment == null || sizes[number] >= segment.length - segment.length / 4) {
      segment = grow(number, segment);
    }
    put(segment, slot(tag, position));
    sizes[number]++;
    size++;
  }

  /** Closes the gap, so that no slot is behind an empty one that a search would stop at. */
  public void remove(int hash, int position) {
    int tag = tag(hash);
    int number = tag >>> SEGMENT_SHIFT;
    long[] segment = segments[number];
    long sought = slot(tag, position);
    if (segment == null) {
      throw new IllegalArgumentException("the position is not in the index");
    }
    int mask = segment.length - 1;
    int gap = tag & mask;
    while (segment[gap] != sought) {
      if (segment[gap] == 0) {
        throw new IllegalArgumentException("the position is not in the index");
      }
      gap = (gap + 1) & mask;
    }
    for (int i = (gap + 1) & mask; segment[i] != 0; i = (i + 1) & mask) {
      int home = (int) (segment[i] >>> Integer.SIZE) & mask;
      if (((i - home) & mask) >= ((i - gap) & mask)) {
        segment[gap] = segment[i];
        gap = i;
      }
    }
    segment[gap] = 0;
    sizes[number]--;
    size--;
  }

  public int size() {
    return size;
  }

  public long bytes() {
    return slots * Long.BYTES;
  }

  private long[] grow(int number, long @Nullable [] segment) {
    int length = segment == null ? SEGMENT_SLOTS_MIN : segment.length * 2;
    long[] grown = new long[length];
    if (segment != null) {
      for (long slot : segment) {
        if (slot != 0) {
          put(grown, slot);
        }
      }
    }
    slots += length - (segment == null ? 0 : segment.length);
    segments[number] = grown;
    return grown;
  }

  private static void put(long[] segment, long slot) {
    int mask = segment.length - 1;
    int i = (int) (slot >>> Integer.SIZE) & mask;
    while (segment[i] != 0) {
      i = (i + 1) & mask;
    }
    segment[i] = slot;
  }

  private static int tag(int hash) {
    return hash == 0 ? 1 : hash;
  }
}
