package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The counts of one rule, in segments with a lock each. A request locks one segment of each rule
 * that counts it, in the order of {@link #order}, which stays when the policy changes: so requests
 * under the old policy and under the new never wait for each other in a circle.
 */
final class Counts {
  private static final AtomicLong MADE = new AtomicLong();

  /** Enough that threads seldom meet, few enough that a rule without keys costs little. */
  private static final int SEGMENTS = 64;

  /** Below this one segment is enough. */
  private static final int KEYS_OF_ONE_SEGMENT = 1_024;

  /** What a rule may take before it has seen a key; long states lie in fewer segments. */
  private static final long EMPTY_BYTES_MAX = 4L << 20;

  private final long order = MADE.incrementAndGet();
  private final Algorithm algorithm;
  private final Segment[] segments;
  private final int shift;

  Counts(Algorithm algorithm, int keysMax) {
    this.algorithm = algorithm;
    int count = keysMax <= KEYS_OF_ONE_SEGMENT ? 1 : SEGMENTS;
    while (count > 1 && count * Segment.emptyBytes(algorithm) > EMPTY_BYTES_MAX) {
      count /= 2;
    }
    this.shift = Long.SIZE - Integer.numberOfTrailingZeros(count);
    this.segments = new Segment[count];
    for (int segment = 0; segment < count; segment++) {
      segments[segment] = new Segment(algorithm, capacityMax(keysMax));
    }
  }

  /** Of each segment, of which a quarter stays empty. */
  private int capacityMax(int keysMax) {
    long slots = (long) keysMax * 4 / 3 / segments.length + 2;
    return (int) Math.max(2, Long.highestOneBit(slots - 1) << 1);
  }

  /** From now on there is room for so many, or for as many as count now if that is more. */
  void makeRoom(int keysMax) {
    for (Segment segment : segments) {
      segment.lock();
      try {
        segment.makeRoom(capacityMax(keysMax));
      } finally {
        segment.unlock();
      }
    }
  }

  long order() {
    return order;
  }

  Algorithm algorithm() {
    return algorithm;
  }

  /** By the highest bits; the place within goes by the lowest. */
  Segment segment(long first) {
    return segments.length == 1 ? segments[0] : segments[(int) (first >>> shift)];
  }

  long keys() {
    long keys = 0;
    for (Segment segment : segments) {
      keys += segment.size();
    }
    return keys;
  }

  long bytes() {
    long bytes = 0;
    for (Segment segment : segments) {
      bytes += segment.bytes();
    }
    return bytes;
  }

  /** How many requests passed that were counted here. */
  long admitted() {
    long admitted = 0;
    for (Segment segment : segments) {
      admitted += segment.admitted();
    }
    return admitted;
  }

  /**
   * Nothing more is counted here as {@link #admitted}, also by those who still decide under the
   * policy before.
   *
   * @return how much was
   */
  long retire() {
    for (Segment segment : segments) {
      segment.lock();
      try {
        segment.retire();
      } finally {
        segment.unlock();
      }
    }
    return admitted();
  }
}
