package io.millrace.node;

import io.millrace.model.Fingerprint;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Whether a key or token can be one that the engine remembers: a filter of Bloom's that says yes
 * for each that is, and now and then for one that is not. The shard's writer adds, any thread asks.
 *
 * <p>Bits cannot be taken back, so there are two generations. What is added goes into the young
 * one. When the engine has forgotten all that the old one knows, the old one goes and the young one
 * takes its place: after a window of keys or two.
 */
final class Traces {

  /** 2 MiB. Of other keys 1.3 % look like one of a million, and half like one of ten million. */
  private static final int BITS = 24;

  private static final int BITS_PER_WORD = 6;
  private static final long PLACES = (1L << BITS) - 1;

  private volatile AtomicLongArray young = new AtomicLongArray(1 << (BITS - BITS_PER_WORD));
  private volatile @Nullable AtomicLongArray old;

  /** Nothing in the old generation is younger. */
  private long youngSinceMillis = Long.MIN_VALUE;

  private boolean isYoungEmpty = true;

  /** The writer's, before anybody can hear of what the request did. */
  void add(Fingerprint remembered) {
    AtomicLongArray bits = young;
    mark(bits, remembered.high());
    mark(bits, remembered.low());
    isYoungEmpty = false;
  }

  boolean mayHold(Fingerprint asked) {
    // The young first: the writer makes it the old one before there is another.
    AtomicLongArray now = young;
    AtomicLongArray before = old;
    return isIn(now, asked) || (before != null && isIn(before, asked));
  }

  /**
   * The writer's, now and then.
   *
   * @param oldestMillis of what the engine remembers
   * @param nowMillis log time, no earlier than of anything that was added
   */
  void age(long oldestMillis, long nowMillis) {
    if (oldestMillis > youngSinceMillis && !isYoungEmpty) {
      old = young;
      young = new AtomicLongArray(1 << (BITS - BITS_PER_WORD));
      youngSinceMillis = nowMillis;
      isYoungEmpty = true;
    }
  }

  /** Halves of a hash are as good as two. */
  private static void mark(AtomicLongArray bits, long half) {
    long place = half & PLACES;
    int word = (int) (place >>> BITS_PER_WORD);
    long marked = bits.getPlain(word) | 1L << place;
    bits.set(word, marked);
  }

  private static boolean isIn(AtomicLongArray bits, Fingerprint asked) {
    return isMarked(bits, asked.high()) && isMarked(bits, asked.low());
  }

  private static boolean isMarked(AtomicLongArray bits, long half) {
    long place = half & PLACES;
    return (bits.get((int) (place >>> BITS_PER_WORD)) & 1L << place) != 0;
  }
}
