package io.millrace.engine.wheel;

/**
 * Which slots of a ring hold anything: a bit for each, and a bit for each word of these. So the
 * next occupied slot is found by looking at three words, however far off it is.
 */
final class Occupancy {
  static final int SLOTS_BITS = 11;
  static final int SLOTS = 1 << SLOTS_BITS;
  static final int NONE = -1;

  private static final int WORD_BITS = 6;

  private final long[] words = new long[SLOTS >>> WORD_BITS];

  /** One bit for each of the 32 words. */
  private int occupiedWords;

  void set(int slot) {
    words[slot >>> WORD_BITS] |= 1L << slot;
    occupiedWords |= 1 << (slot >>> WORD_BITS);
  }

  void clear(int slot) {
    int word = slot >>> WORD_BITS;
    words[word] &= ~(1L << slot);
    if (words[word] == 0) {
      occupiedWords &= ~(1 << word);
    }
  }

  boolean has(int slot) {
    return (words[slot >>> WORD_BITS] & 1L << slot) != 0;
  }

  /** How far the first occupied slot is from here, going up and round; {@link #NONE} if none is. */
  int distanceFrom(int slot) {
    int word = slot >>> WORD_BITS;
    long behind = words[word] >>> slot;
    if (behind != 0) {
      return Long.numberOfTrailingZeros(behind);
    }
    int later = (int) ((long) occupiedWords & 0xffffffffL << (word + 1));
    int first = later != 0 ? later : occupiedWords;
    if (first == 0) {
      return NONE;
    }
    int found = Integer.numberOfTrailingZeros(first);
    int place = (found << WORD_BITS) + Long.numberOfTrailingZeros(words[found]);
    return (place - slot) & (SLOTS - 1);
  }
}
