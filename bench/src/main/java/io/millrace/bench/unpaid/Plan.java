package io.millrace.bench.unpaid;

import io.millrace.bench.report.Scale;
import java.time.Duration;

/**
 * How much work every way gets.
 *
 * @param pending orders that are due in an hour, and stay pending through everything
 * @param settle before that is measured: compilers and collectors come to rest
 * @param idle how long nothing is asked and nothing is due
 * @param spread orders whose deadlines spread over a window
 * @param timeout what most of them give their buyers; some give half of it, some twice as much
 * @param lead from the placing of the last order of a burst or a crash to its first deadline, so
 *     that placing is not measured
 * @param burst orders that are all due within one second
 * @param crash orders whose deadlines spread over a window in which something is killed
 * @param grace how long nothing is closed, after the last deadline, until what is open is lost
 */
record Plan(
    int pending,
    Duration settle,
    Duration idle,
    int spread,
    Duration spreadWindow,
    Duration timeout,
    Duration lead,
    int burst,
    int crash,
    Duration crashWindow,
    Duration grace) {

  private static final Duration LEAD = Duration.ofSeconds(3);

  static Plan of(Scale scale) {
    return scale.pick(
        new Plan(
            500,
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            200,
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            LEAD,
            200,
            200,
            Duration.ofMillis(1_000),
            Duration.ofSeconds(5)),
        new Plan(
            20_000,
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            3_000,
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            LEAD,
            5_000,
            2_000,
            Duration.ofSeconds(2),
            Duration.ofSeconds(15)),
        new Plan(
            100_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            30_000,
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            LEAD,
            20_000,
            10_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(45)));
  }
}
