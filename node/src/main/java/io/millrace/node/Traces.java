package io.millrace.node;

import io.millrace.model.Fingerprint;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
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

  private volatile Generation young = new Generation();
  private volatile @Nullable Generation old;

  /** Nothing in the old generation is younger. */
  private long youngSinceMillis = Long.MIN_VALUE;

  private boolean isYoungEmpty = true;

  /** The writer's, before anybody can hear of what the request did. */
  void add(Fingerprint remembered) {
    Generation now = young;
    now.mark(remembered.high());
    now.mark(remembered.low());
    isYoungEmpty = false;
  }

  boolean mayHold(Fingerprint asked) {
    // The young first: the writer makes it the old one before there is another.
    Generation now = young;
    Generation before = old;
    return now.mayHold(asked) || (before != null && before.mayHold(asked));
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
      young = new Generation();
      youngSinceMillis = nowMillis;
      isYoungEmpty = true;
    }
  }

  /**
   * Bits, in pages that are made when they are needed. Halves of a fingerprint are as good as two
   * hashes of it.
   */
  private static final class Generation {

    /** 2 MiB. Of other keys 1.3 % look like one of a million, and half like one of ten million. */
    private static final int BITS = 24;

    private static final int BITS_PER_WORD = 6;
    private static final int BITS_PER_PAGE = 16;
    private static final long PLACES = (1L << BITS) - 1;
    private static final int WORDS = 1 << (BITS_PER_PAGE - BITS_PER_WORD);

    private final AtomicReferenceArray<@Nullable AtomicLongArray> pages =
        new AtomicReferenceArray<>(1 << (BITS - BITS_PER_PAGE));

    void mark(long half) {
      int page = page(half);
      AtomicLongArray words = pages.get(page);
      if (words == null) {
        words = new AtomicLongArray(WORDS);
        pages.set(page, words);
      }
      words.set(word(half), words.getPlain(word(half)) | 1L << half);
    }

    boolean mayHold(Fingerprint asked) {
      return isMarked(asked.high()) && isMarked(asked.low());
    }

    private boolean isMarked(long half) {
      AtomicLongArray words = pages.get(page(half));
      return words != null && (words.get(word(half)) & 1L << half) != 0;
    }

    private static int page(long half) {
      return (int) ((half & PLACES) >>> BITS_PER_PAGE);
    }

    private static int word(long half) {
      return (int) (half >>> BITS_PER_WORD) & (WORDS - 1);
    }
  }
}
