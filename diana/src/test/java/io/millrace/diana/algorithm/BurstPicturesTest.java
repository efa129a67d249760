package io.millrace.diana.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/**
 * Draws how each algorithm admits the same bursts, and holds {@code docs/algorithms.md} against the
 * drawing. To print it anew: {@code -Dmillrace.docs.write=true}.
 */
final class BurstPicturesTest {
  private static final long SECOND = 1_000_000_000;
  private static final long TICK = SECOND / 10;
  private static final int TICKS = 40;
  private static final int BEGIN = Math.toIntExact(Algorithm.EPOCH_NANOS / SECOND % 10);
  private static final Path DOCUMENT = Path.of("docs", "algorithms.md");
  private static final String FROM = "<!-- pictures -->\n";
  private static final String TO = "<!-- end of pictures -->\n";

  /**
   * Requests in each tenth of a second: a burst, a burst across a second's edge, a steady stream.
   */
  private static int arrivals(int tick) {
    if (tick == 2 || tick == 9 || tick == 10) {
      return 12;
    }
    return tick >= 20 ? 2 : 0;
  }

  @Test
  void shouldBeDrawnAsTheyAdmit() throws IOException {
    assertThat(BEGIN).isZero();
    String drawn = FROM + pictures() + TO;
    String document = Files.readString(DOCUMENT);
    int from = document.indexOf(FROM);
    int to = document.indexOf(TO) + TO.length();
    if (Boolean.getBoolean("millrace.docs.write")) {
      Files.writeString(DOCUMENT, document.substring(0, from) + drawn + document.substring(to));
      return;
    }
    assertThat(document.substring(from, to)).isEqualTo(drawn);
  }

  private static String pictures() {
    Map<String, Algorithm> all = new LinkedHashMap<>();
    all.put("fixed-window, 10 a second", new FixedWindow(10, SECOND));
    all.put("sliding-log, 10 a second", new SlidingLog(10, SECOND));
    all.put("sliding-counter, 10 a second", new SlidingCounter(10, SECOND));
    all.put("token-bucket, 10 a second, burst 10", new TokenBucket(10, SECOND, 10));
    all.put("leaky-bucket, 10 a second, capacity 3", new LeakyBucket(10, SECOND, 3));
    all.put("leaky-queue, 10 a second, queue 5", new LeakyQueue(10, SECOND, 5));
    all.put("concurrency, 5, each takes 0.3 s", new Concurrency(5));
    all.put("adaptive-concurrency, 1 to 9, slow 0.2s", new AdaptiveConcurrency(1, 9, 2 * TICK));
    StringBuilder text = new StringBuilder("```\n");
    text.append("%-40s".formatted("second"));
    for (int tick = 0; tick < TICKS; tick++) {
      text.append(tick % 10 == 0 ? Character.forDigit(tick / 10, 10) : '·');
    }
    StringBuilder asked = new StringBuilder();
    for (int tick = 0; tick < TICKS; tick++) {
      asked.append(digit(arrivals(tick)));
    }
    text.append("\n%-40s%s\n".formatted("asked in each tenth", asked));
    all.forEach((name, algorithm) -> text.append("%-40s%s\n".formatted(name, line(algorithm))));
    return text.append("```\n").toString();
  }

  /** How many go on in each tenth; what a shaper holds back goes on later. */
  private static String line(Algorithm algorithm) {
    int[] gone = new int[2 * TICKS];
    long[] state = new long[algorithm.words()];
    PriorityQueue<InFlight> inFlight = new PriorityQueue<>();
    for (int tick = 0; tick < TICKS; tick++) {
      long now = Algorithm.EPOCH_NANOS + tick * TICK;
      while (!inFlight.isEmpty() && inFlight.element().ends() <= tick) {
        algorithm.giveBack(state, 0, now, 1, inFlight.remove().takes() * TICK, false);
      }
      for (int request = 0; request < arrivals(tick); request++) {
        long said = algorithm.ask(state, 0, now, 1);
        if (said >= 0) {
          algorithm.take(state, 0, now, 1);
          gone[tick + (int) ((said + TICK - 1) / TICK)]++;
          if (algorithm.isHeld()) {
            int takes = takes(algorithm, inFlight.size() + 1);
            inFlight.add(new InFlight(tick + takes, takes));
          }
        }
      }
    }
    StringBuilder line = new StringBuilder();
    for (int tick = 0; tick < TICKS; tick++) {
      line.append(digit(gone[tick]));
    }
    return line.toString();
  }

  private record InFlight(int ends, int takes) implements Comparable<InFlight> {
    @Override
    public int compareTo(InFlight other) {
      return Integer.compare(ends, other.ends);
    }
  }

  /** Behind the one that learns stands a machine that is quick with one at a time. */
  private static int takes(Algorithm algorithm, int inFlight) {
    return algorithm instanceof AdaptiveConcurrency && inFlight == 1 ? 1 : 3;
  }

  /** 0 is a dot, ten and more are letters. */
  private static char digit(int number) {
    return number == 0 ? '.' : Character.forDigit(number, Character.MAX_RADIX);
  }
}
