package io.millrace.app.start;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.node.Lane;
import io.millrace.node.Node;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

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
      Gauge.builder("millrace.log.force", () -> logs.lastForceNanos(number) / 1e9)
          .description("How long the last force of the log took")
          .baseUnit("seconds")
          .tag("shard", Integer.toString(number))
          .register(registry);
    }
  }
}
