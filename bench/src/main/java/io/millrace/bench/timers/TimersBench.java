package io.millrace.bench.timers;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.recovery.FilledDirectory;
import io.millrace.bench.recovery.Starts;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.writer.Pace;
import io.millrace.bench.writer.PendingTasks;
import io.millrace.node.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** How many timers fit, what they cost, and how late they are. */
public final class TimersBench implements Benchmark {
  private static final double MICROS_PER_MILLI = 1_000;
  private static final double HIGH = 99;
  private static final double MEDIAN = 50;
  private static final double GIGABYTE = 1e9;
  private static final int TEN_MILLION = 10_000_000;
  private static final Path PICTURE = Path.of("docs", "bench", "timers-lateness.svg");

  /** In which all that shall fire is scheduled. */
  private static final Duration SCHEDULING = Duration.ofSeconds(45);

  private static final Duration TINY_SCHEDULING = Duration.ofSeconds(4);

  /** The state twice, with room for garbage. */
  private static final List<String> SERVER_FLAGS = List.of("-Xmx9g");

  private static final List<Duration> CLOCK_STEPS =
      List.of(Duration.ofHours(-1), Duration.ofDays(2));

  /** What the lateness is promised for. */
  private static final int FIRES_PER_MILLI = 50;

  @Override
  public String name() {
    return "timers";
  }

  @Override
  public String purpose() {
    return "timers pending, added, cancelled and fired; how late they are end to end";
  }

  @Override
  public String durability() {
    return "fsync where a log is written";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx6g");
  }

  @Override
  public void run(Scale scale, Report report) {
    wheel(scale.pick(20_000, 2_000_000, TEN_MILLION), report);
    tasks(scale.pick(10_000, 1_000_000, TEN_MILLION), report);
    unpaidOrders(scale.pick(10_000, 1_000_000, TEN_MILLION), report);
    lateness(scale, report);
    Duration untilFirst = scale.pick(TINY_SCHEDULING, SCHEDULING, SCHEDULING);
    clockSteps(scale.pick(1_000, 250_000, 1_500_000), untilFirst, report);
    flooded(scale.pick(1_000, 250_000, 1_500_000), untilFirst, report);
    sameMillisecond(scale.pick(2_000, 200_000, 1_000_000), untilFirst, report);
    overdue(scale, report);
    restart(scale.pick(1_000, 300_000, TEN_MILLION), report);
  }

  private static void wheel(int timers, Report report) {
    report.progress("a wheel of %,d timers".formatted(timers));
    report.figure("timers.wheel.bytesPerTimer", WheelPart.bytesPerTimer(timers), "bytes");
    WheelPart uniform = WheelPart.uniform(timers);
    uniform.replaceSome(timers / 4);
    Pace replaced = uniform.replaceSome(timers / 4);
    report.figure("timers.wheel.addCancelPerSecond", replaced.perSecond(), "operations/s");
    report.figure("timers.wheel.firesPerSecond.uniform", uniform.fireAll().perSecond(), "fires/s");
    report.figure(
        "timers.wheel.firesPerSecond.fixed",
        WheelPart.fixed(timers).fireAll().perSecond(),
        "fires/s");
    WheelPart together = WheelPart.oneMillisecond(timers);
    report.figure(
        "timers.wheel.addCancelPerSecond.oneMillisecond",
        together.replaceSome(timers / 4).perSecond(),
        "operations/s");
    report.figure(
        "timers.wheel.firesPerSecond.oneMillisecond", together.fireAll().perSecond(), "fires/s");
    report.figure(
        "timers.wheel.perSecond.mostlyCancelled",
        WheelPart.mostlyCancelled(timers).perSecond(),
        "operations/s");
    report.note(
        "wheel: %,d timers, one thread, nothing written; mostlyCancelled: half an hour each, 99 %% cancelled before"
            .formatted(timers));
  }

  private static void tasks(int tasks, Report report) {
    report.progress("%,d pending tasks".formatted(tasks));
    long hourAheadMillis = 1_900_000_000_000L;
    PendingTasks.Found found = PendingTasks.fill(tasks, hourAheadMillis);
    report.figure("timers.tasks.bytesPerPending", found.bytesPerTask(), "bytes");
    report.figure("timers.tasks.scheduledPerSecond", found.pace().perSecond(), "tasks/s");
    report.note(
        "tasks: empty payload, names of up to 9 characters; ten million of them are %.2f GB"
            .formatted(found.bytesPerTask() * TEN_MILLION / GIGABYTE));
  }

  private static void unpaidOrders(int orders, Report report) {
    report.progress("%,d unpaid orders".formatted(orders));
    UnpaidOrders.Found found = UnpaidOrders.fill(orders);
    report.figure("timers.orders.bytesPerUnpaid", found.bytesPerOrder(), "bytes");
    report.figure("timers.orders.placedPerSecond", found.placed().perSecond(), "orders/s");
    report.figure("timers.orders.closedPerSecond", found.closed().perSecond(), "orders/s");
    report.note(
        "orders: with lines, remembered key and buyers; %.0f bytes of one are its timer and 8 the"
                .formatted(found.bytesPerTimer())
            + " handle to it; closed one after the other, all due, one thread, nothing written");
  }

  private static void lateness(Scale scale, Report report) {
    int pending = scale.pick(1_000, 300_000, TEN_MILLION);
    int fires = scale.pick(1_000, 250_000, 1_500_000);
    Duration untilFirst =
        scale.pick(TINY_SCHEDULING, Duration.ofSeconds(40), Duration.ofMinutes(3));
    report.progress(
        "%,d fires at 50,000/s beside %,d pending; the first in %s"
            .formatted(fires, pending, untilFirst));
    FiringNode.Found found = FiringNode.run(pending, fires, FIRES_PER_MILLI, untilFirst, List.of());
    figures("timers.lateness", found.lateMicros(), report);
    figures("timers.traffic", found.orderMicros(), report);
    report.note(
        "lateness: wall clock when the fact is forced less the time the task was due, at 50,000"
            + " fires/s beside %,d pending; traffic is one request after the other meanwhile"
                .formatted(pending));
    draw("Lateness at 50,000 fires/s, %,d pending, fsync".formatted(pending), found, scale, report);
  }

  private static void clockSteps(int fires, Duration untilFirst, Report report) {
    report.progress("%,d fires at 50,000/s while the wall clock is set".formatted(fires));
    FiringNode.Found found = FiringNode.run(0, fires, FIRES_PER_MILLI, untilFirst, CLOCK_STEPS);
    figures("timers.clockStep.lateness", found.lateMicros(), report);
    report.note(
        "clockStep: fires at 50,000/s while the wall clock is set back an hour and then ahead two"
            + " days; lateness by the clock that nobody has set");
  }

  private static void flooded(int fires, Duration untilFirst, Report report) {
    report.progress("%,d fires at 50,000/s beside a full queue of requests".formatted(fires));
    FiringNode.Found found = FiringNode.flooded(fires, FIRES_PER_MILLI, untilFirst);
    figures("timers.flooded.lateness", found.lateMicros(), report);
    figures("timers.flooded.traffic", found.orderMicros(), report);
    report.note("flooded: fires at 50,000/s while 8,192 requests are always under way");
  }

  private static void sameMillisecond(int fires, Duration untilFirst, Report report) {
    report.progress("%,d due in one millisecond".formatted(fires));
    FiringNode.Found found = FiringNode.run(0, fires, fires, untilFirst, List.of());
    figures("timers.together.lateness", found.lateMicros(), report);
    figures("timers.together.traffic", found.orderMicros(), report);
    report.note("together: %,d tasks due in the same millisecond".formatted(fires));
  }

  private static void overdue(Scale scale, Report report) {
    int tasks = scale.pick(2_000, 200_000, TEN_MILLION);
    Duration untilFirst =
        scale.pick(TINY_SCHEDULING, Duration.ofSeconds(30), Duration.ofMinutes(3));
    report.progress("a start with %,d overdue; they are due in %s".formatted(tasks, untilFirst));
    OverdueStart.Found found = OverdueStart.run(tasks, untilFirst);
    report.figure("timers.overdue.servesSeconds", found.servesSeconds(), "s");
    report.figure("timers.overdue.firedSeconds", found.firedSeconds(), "s");
    report.figure("timers.overdue.traffic.p99", millis(found.trafficMicros(), HIGH), "ms");
    report.note(
        "overdue: a start without a snapshot after %,d tasks came due; from its beginning until it"
                .formatted(tasks)
            + " serves, and until all have fired; traffic is one request after the other meanwhile");
  }

  private static void restart(int tasks, Report report) {
    report.progress("writing a log of %,d pending tasks".formatted(tasks));
    try (Scratch scratch = new Scratch();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      Path data = scratch.directory().resolve("data");
      Path errors = scratch.directory().resolve("server.err");
      long dueMillis = new SystemClock().wallMillis() + Duration.ofDays(1).toMillis();
      FilledDirectory filled = FilledDirectory.ofTasks(data, tasks, dueMillis, errors);
      Starts.Times times = new Starts(filled, SERVER_FLAGS, errors, http, report).measure();
      report.figure("timers.restart.snapshotSeconds", times.median(), "s");
      report.figure("timers.restart.logSeconds", times.fromLog(), "s");
    }
    report.note(
        "restart: `start` with %,d pending tasks, from the call until the ready line; median of three from a snapshot, once from the log"
            .formatted(tasks));
  }

  private static void figures(String name, Histogram micros, Report report) {
    report.figure(name + ".p50", millis(micros, MEDIAN), "ms");
    report.figure(name + ".p99", millis(micros, HIGH), "ms");
    report.figure(name + ".max", Math.max(1, micros.getMaxValue()) / MICROS_PER_MILLI, "ms");
  }

  private static double millis(Histogram micros, double percentile) {
    return Math.max(1, micros.getValueAtPercentile(percentile)) / MICROS_PER_MILLI;
  }

  /** Next to the documents, when the benchmark runs from where they are, and on full scale only. */
  private static void draw(String title, FiringNode.Found found, Scale scale, Report report) {
    Path directory = PICTURE.getParent();
    if (scale != Scale.FULL || directory == null || !Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.writeString(PICTURE, HistogramSvg.draw(title, found.lateMicros()));
      report.note("drawn in " + PICTURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
