package io.millrace.bench.unpaid;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.server.NotRun;
import io.millrace.bench.server.RabbitMq;
import io.millrace.bench.server.Redis;
import io.millrace.bench.server.RocketMq;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** The six classic ways to close what nobody paid, and ours, on the same work. */
public final class CloseUnpaidBench implements Benchmark {

  private static final String PREFIX = "unpaid.";
  private static final double MICROS_PER_MILLI = 1_000;
  private static final double MEDIAN = 50;
  private static final double HIGH = 99;

  static final List<Supplier<ClosingWay>> WAYS =
      List.of(
          () -> new ClassicWay("polling", PollingWorker.class),
          () -> new ClassicWay("delayQueue", DelayQueueWorker.class),
          () -> new ClassicWay("delayQueueReloaded", ReloadedDelayQueueWorker.class),
          () -> new ClassicWay("redisExpiry", RedisExpiryWorker.class, Redis.withEagerExpiry()),
          () -> new ClassicWay("redisson", RedissonWorker.class, Redis.withEagerExpiry()),
          CloseUnpaidBench::rocketMq,
          () -> new ClassicWay("rabbitMq", RabbitMqWorker.class, new RabbitMq()),
          MillraceWay::new);

  /** On RocketMQ's libraries, with what our worker needs beside them. */
  private static ClosingWay rocketMq() {
    String classPath =
        String.join(
            File.pathSeparator,
            placeOf(RocketMqWorker.class),
            placeOf(driver()),
            RocketMq.classPath().orElse(""));
    return new ClassicWay("rocketMq", RocketMqWorker.class, new RocketMq(), classPath);
  }

  private static Class<?> driver() {
    return DriverManager.drivers()
        .map(Object::getClass)
        .filter(type -> type.getName().startsWith("org.postgresql."))
        .findFirst()
        .orElseThrow();
  }

  private static String placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path entry is a file", e);
    }
  }

  @Override
  public String name() {
    return "close-unpaid";
  }

  @Override
  public String purpose() {
    return "unpaid orders closed at their deadline: six classic ways and ours on the same work";
  }

  @Override
  public String durability() {
    return "fsync in every store";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx1g");
  }

  @Override
  public void run(Scale scale, Report report) {
    run(Plan.of(scale), scale.pick(List.of(WAYS.getLast()), WAYS, WAYS), report);
  }

  static void run(Plan plan, List<Supplier<ClosingWay>> ways, Report report) {
    report.note(
        "%,d orders pending throughout; unclosed and lost: still open when nothing had been closed for %d s"
            .formatted(plan.pending(), plan.grace().toSeconds()));
    for (Supplier<ClosingWay> next : ways) {
      try (Scratch scratch = new Scratch();
          ClosingWay way = next.get()) {
        measure(way, scratch.directory(), plan, report);
      }
    }
  }

  /** One that cannot be measured must not cost the others their figures. */
  private static void measure(ClosingWay way, Path directory, Plan plan, Report report) {
    report.progress(way.name() + ": starting " + String.join(", ", way.servers()));
    try {
      way.start(directory);
      tell(way, new Trial(way, plan, report::progress).run(), report);
    } catch (NotRun e) {
      report.note(way.name() + ": not run, " + e.getMessage());
    } catch (BenchmarkFailed e) {
      report.note(way.name() + ": broken off, " + e.getMessage());
    }
  }

  private static void tell(ClosingWay way, Findings found, Report report) {
    String name = PREFIX + way.name() + ".";
    Histogram late = found.lateMicros();
    report.figure(name + "lateMillis.p50", millis(late.getValueAtPercentile(MEDIAN)), "ms");
    report.figure(name + "lateMillis.p99", millis(late.getValueAtPercentile(HIGH)), "ms");
    report.figure(name + "lateMillis.max", millis(late.getMaxValue()), "ms");
    report.figure(name + "unclosed", found.unclosed(), "orders, nothing killed");
    report.figure(name + "early", found.early(), "orders");
    report.figure(name + "lostWithWorker", found.lostWithWorker(), "orders");
    if (found.lostWithServer().isPresent()) {
      report.figure(name + "lostWithServer", found.lostWithServer().getAsInt(), "orders");
    }
    report.figure(name + "closedTwice", found.closedTwice(), "orders");
    report.figure(name + "paidAndClosed", found.paidAndClosed(), "orders");
    report.figure(name + "closesPerSecond", found.closesPerSecond(), "closes/s");
    report.figure(name + "bytesPerPending", found.bytesPerOrder(), "bytes");
    report.figure(name + "idlePercent", found.idlePercent(), "% of a core");
    report.figure(name + "extraServers", way.extraPrograms(), "programs");
    report.note(
        way.name() + ": beside the shop's own program: " + String.join(", ", way.servers()));
    if (found.tally().lostUnits() != 0) {
      report.note(
          way.name() + ": %,d units of stock are wrong".formatted(found.tally().lostUnits()));
    }
  }

  private static double millis(long micros) {
    return micros / MICROS_PER_MILLI;
  }
}
