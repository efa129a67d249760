package io.millrace.bench.torture;

import java.time.Duration;
import java.util.List;

/**
 * How a server is tortured on one data directory: in lives, each of which ends with a kill.
 *
 * @param time how long lives are begun; the last look comes on top
 * @param seed of all choices that the harness makes; what comes of them is up to the machine
 * @param life how long one lasts, beside what is done in it
 */
record Plan(Duration time, long seed, Duration life) {
  static final Duration TIME_MIN = Duration.ofSeconds(30);

  /**
   * A longer run begins anew with an empty directory, so that its disk and its memory are bounded.
   */
  static final Duration ERA_MAX = Duration.ofMinutes(5);

  private static final Duration LIFE_USUAL = Duration.ofSeconds(3);

  /** Enough lives that each fault has had its turn. */
  static final Duration TIME_OF_ALL_FAULTS = Duration.ofMinutes(2);

  /** One for each ordeal, and for each damage. */
  static final int LIVES_MIN = 3;

  static final int VISITORS = 8;

  /** Far below what two cores can do: what is looked for is wrong answers, not few of them. */
  private static final int TURNS_PER_SECOND = 200;

  /** Segments roll and move into the archive within seconds. */
  static final List<String> FLAGS =
      List.of("--segment-size", "2MiB", "--reserve", "8MiB", "--database", "none");

  /** To keep more free than most disks have: a node that is told so finds its disk nearly full. */
  static final List<String> FLAGS_WITHOUT_ROOM =
      List.of("--segment-size", "2MiB", "--reserve", "1024GiB", "--database", "none");

  /** Some 300 frames a second, of a block each, before they are packed. */
  private static final long DISK_KIB_PER_SECOND = 1_536;

  private static final long DISK_MIB_AT_LEAST = 96;
  private static final long KIB_IN_MIB = 1_024;

  static Plan of(Duration time, long seed) {
    return new Plan(time, seed, LIFE_USUAL);
  }

  static long periodNanos() {
    return Duration.ofSeconds(1).toNanos() * VISITORS / TURNS_PER_SECOND;
  }

  long diskMebibytes() {
    return DISK_MIB_AT_LEAST + time.toSeconds() * DISK_KIB_PER_SECOND / KIB_IN_MIB;
  }
}
