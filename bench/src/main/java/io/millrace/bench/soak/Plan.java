package io.millrace.bench.soak;

import java.time.Duration;
import java.util.List;

/**
 * How a soak is cut: into lives of the server, each of which ends with a kill.
 *
 * @param time of all lives together; the checks at the end come on top
 */
record Plan(Duration time, long seed) {

  static final Duration TIME_MIN = Duration.ofMinutes(1);
  static final Duration TIME_DEFAULT = Duration.ofMinutes(30);

  /** Long enough to see a process past its warming up. */
  private static final Duration LIFE = Duration.ofMinutes(3);

  /** One for each kind of death. */
  private static final int LIVES_MIN = 3;

  /** Small segments: they roll and move every few seconds. */
  static final List<String> FLAGS = List.of("--segment-size", "2MiB", "--reserve", "16MiB");

  /** Below reserve and two segments, above the two segments. */
  static final long LOW_BYTES = 12L << 20;

  /** Each asks on its own, as one connection. */
  static final int SHOPPERS = 16;

  /** Far below what two cores can do: a queue that builds up would be taken for a drift. */
  private static final int TURNS_PER_SECOND = 320;

  /** A JVM that still compiles is no steady process: what it does is not held against it. */
  static final Duration WARM_UP = Duration.ofSeconds(60);

  /** What is open settles sooner. */
  static final Duration SETTLING = Duration.ofSeconds(10);

  /** Between two looks at the heap, each of which is a collection. */
  static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  private static final long DISK_MIB_AT_LEAST = 192;
  private static final long DISK_KIB_PER_SECOND = 256;
  private static final long KIB_IN_MIB = 1_024;

  int lives() {
    return Math.max(LIVES_MIN, (int) (time.toMillis() / LIFE.toMillis()));
  }

  Duration life() {
    return time.dividedBy(lives());
  }

  static long periodNanos() {
    return Duration.ofSeconds(1).toNanos() * SHOPPERS / TURNS_PER_SECOND;
  }

  /** What is archived stays for ever; the disk is to be full when we say so, and not before. */
  long diskMebibytes() {
    return DISK_MIB_AT_LEAST + time.toSeconds() * DISK_KIB_PER_SECOND / KIB_IN_MIB;
  }

  /** How a life ends. */
  enum Death {
    IN_A_SNAPSHOT,
    ON_A_FULL_DISK,
    UNDER_LOAD;

    static Death of(int life) {
      return values()[life % values().length];
    }
  }
}
