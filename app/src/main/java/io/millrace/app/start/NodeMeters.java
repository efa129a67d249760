package io.millrace.app.start;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.edge.ops.OtherDisk;
import io.millrace.node.Lane;
import io.millrace.node.Node;
import io.millrace.node.ShardStatus;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What the writers do, for Prometheus. Called by the writers: adds to counters and no more.
 * Requests and refusals are counted by the edge, which also sees those that never reach a writer.
 */
final class NodeMeters {

  private final MeterRegistry registry;
  private final Counter facts;
  private final Counter bytes;
  private final DistributionSummary batches;
  private final Timer appends;

  NodeMeters(MeterRegistry registry) {
    this.registry = registry;
    this.facts = Counter.builder("millrace.facts.appended").register(registry);
    this.bytes = Counter.builder("millrace.log.payload").baseUnit("bytes").register(registry);
    this.batches =
        DistributionSummary.builder("millrace.batch.answers")
            .description("Answers that rest on one frame")
            .register(registry);
    this.appends =
        Timer.builder("millrace.append")
            .description("From handing a frame to the log until it is durable")
            .publishPercentileHistogram()
            .register(registry);
  }

  void appended(int factCount, int byteCount, int answers, long nanos) {
    facts.increment(factCount);
    bytes.increment(byteCount);
    batches.record(answers);
    appends.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** What is read when somebody asks, once there is a node to ask. */
  void watch(Node node, ShardLogs logs) {
    for (int shard = 0; shard < node.shards(); shard++) {
      int number = shard;
      for (Lane lane : Lane.values()) {
        Gauge.builder("millrace.lane.waiting", () -> node.waiting(number, lane))
            .tag("shard", Integer.toString(number))
            .tag("lane", lane.name().toLowerCase(Locale.ROOT))
            .register(registry);
      }
      Gauge.builder("millrace.timers.overdue", () -> node.statuses().get(number).overdueTimers())
          .description("Timers whose time has come and that have not fired yet")
          .tag("shard", Integer.toString(number))
          .register(registry);
      Gauge.builder("millrace.orders.stuck", () -> node.statuses().get(number).stuckOrders())
          .description("Orders that have stood too long in a state that should pass by itself")
          .tag("shard", Integer.toString(number))
          .register(registry);
      Gauge.builder("millrace.log.force", () -> logs.lastForceNanos(number) / 1e9)
          .description("How long the last force of the log took")
          .baseUnit("seconds")
          .tag("shard", Integer.toString(number))
          .register(registry);
      watchDisk(number, () -> node.statuses().get(number).disk());
    }
  }

  /** Disks beside the logs' own. */
  void watch(OtherDisks disks) {
    for (OtherDisk disk : disks.look()) {
      watchOther("millrace.other.disk.usable", disk, disks, OtherDisk::usableBytes)
          .description("What another disk still gives, on which something is kept")
          .baseUnit("bytes")
          .register(registry);
      watchOther("millrace.other.disk.growth", disk, disks, OtherDisk::growthBytesPerSecond)
          .description("Bytes that it has lost in a second, over a day")
          .baseUnit("bytes")
          .register(registry);
      watchOther("millrace.other.disk.full.after", disk, disks, NodeMeters::secondsToFull)
          .description("At the present rate; +Inf while it does not fill")
          .baseUnit("seconds")
          .register(registry);
    }
  }

  private static Gauge.Builder<Supplier<Number>> watchOther(
      String name, OtherDisk disk, OtherDisks disks, ToDoubleFunction<OtherDisk> value) {
    Supplier<Number> now =
        () ->
            disks.look().stream()
                .filter(seen -> seen.holds().equals(disk.holds()))
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN); // it does not answer
    return Gauge.builder(name, now).tag("holds", disk.holds());
  }

  private static double secondsToFull(OtherDisk disk) {
    return disk.secondsToFull().isPresent()
        ? disk.secondsToFull().getAsLong()
        : Double.POSITIVE_INFINITY;
  }

  private void watchDisk(int shard, Supplier<ShardStatus.Disk> disk) {
    gauge("millrace.disk.usable", shard, () -> disk.get().usableBytes())
        .description("What the disk of the log still gives")
        .baseUnit("bytes")
        .register(registry);
    gauge("millrace.disk.low", shard, () -> disk.get().lowBytes())
        .description("With less usable than this, what begins work is refused")
        .baseUnit("bytes")
        .register(registry);
    gauge("millrace.log.growth", shard, () -> disk.get().growthBytesPerSecond())
        .description("Bytes that the log has written in a second, lately")
        .baseUnit("bytes")
        .register(registry);
    gauge("millrace.disk.full.after", shard, () -> secondsToFull(disk.get()))
        .description("At the present rate; +Inf while the log does not grow")
        .baseUnit("seconds")
        .register(registry);
    gauge("millrace.disk.room", shard, () -> number(disk.get().room()))
        .description("0 plenty, 1 low: what begins work is refused, 2 full: nothing is written")
        .register(registry);
  }

  private static Gauge.Builder<Supplier<Number>> gauge(
      String name, int shard, Supplier<Number> value) {
    return Gauge.builder(name, value).tag("shard", Integer.toString(shard));
  }

  private static int number(ShardStatus.Room room) {
    return switch (room) {
      case PLENTY -> 0;
      case LOW -> 1;
      case FULL -> 2;
    };
  }

  private static double secondsToFull(ShardStatus.Disk disk) {
    return disk.secondsToFull().isPresent()
        ? disk.secondsToFull().getAsLong()
        : Double.POSITIVE_INFINITY;
  }
}
