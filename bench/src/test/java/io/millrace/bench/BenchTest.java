package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Figure;
import io.millrace.bench.report.Machine;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Results;
import io.millrace.bench.report.ResultsJson;
import io.millrace.bench.report.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every benchmark comes to its end, and says what it is there to say. */
final class BenchTest {

  private static final Map<String, Set<String>> PROMISED =
      Map.ofEntries(
          Map.entry(
              "archiving",
              Set.of(
                  "archiving.ordersPerSecond",
                  "archiving.stayingOrders",
                  "archiving.heapMebibytes.tenth1",
                  "archiving.heapMebibytes.tenth10")),
          Map.entry(
              "close-unpaid",
              Set.of(
                  "unpaid.millrace.lateMillis.p50",
                  "unpaid.millrace.lateMillis.p99",
                  "unpaid.millrace.lateMillis.max",
                  "unpaid.millrace.lostWithWorker",
                  "unpaid.millrace.closedTwice",
                  "unpaid.millrace.paidAndClosed",
                  "unpaid.millrace.closesPerSecond",
                  "unpaid.millrace.bytesPerPending",
                  "unpaid.millrace.idlePercent",
                  "unpaid.millrace.extraServers")),
          Map.entry(
              "diana",
              Set.of(
                  "diana.hot.diana.perSecond",
                  "diana.hot.ratio",
                  "diana.million.ratio",
                  "diana.hot.latencyNanos.p99")),
          Map.entry(
              "diana-shared", Set.of("diana.shared.ratio.oneRule", "diana.shared.ratio.fiveRules")),
          Map.entry(
              "diana-accuracy",
              Set.of(
                  "diana.accuracy.window.over",
                  "diana.accuracy.leased.over",
                  "diana.accuracy.log.over",
                  "diana.accuracy.log.used",
                  "diana.accuracy.counter.over",
                  "diana.accuracy.counter.used",
                  "diana.accuracy.bucket.over",
                  "diana.accuracy.leaky.over",
                  "diana.accuracy.leaky.used",
                  "diana.accuracy.window.used",
                  "diana.accuracy.killed.most",
                  "diana.accuracy.emptied.most")),
          Map.entry(
              "delivery",
              Set.of(
                  "delivery.perSecond",
                  "delivery.beside.perSecond",
                  "delivery.beside.p50Millis",
                  "delivery.beside.p99Millis",
                  "delivery.beside.maxMillis")),
          Map.entry("diana-edge", Set.of("diana.edge.ratio")),
          Map.entry(
              "engine",
              Set.of(
                  "engine.ordersPerSecond",
                  "engine.stateBytesPerOrder",
                  "engine.keyBytesPerOrder",
                  "engine.allocatedBytesPerOrder")),
          Map.entry(
              "log",
              Set.of(
                  "log.ordersPerSecond",
                  "log.fsyncsPerSecond",
                  "log.megabytesPerSecond",
                  "disk.fsyncsPerSecond.4KiB",
                  "disk.fsyncsPerSecond.frame")),
          Map.entry(
              "orders",
              Set.of(
                  "orders.perSecond",
                  "noop.perSecond",
                  "orders.ratio.durable",
                  "orders.ratio.refused",
                  "orders.latencyMillis.p50",
                  "orders.latencyMillis.p99",
                  "orders.latencyMillis.p99.9")),
          Map.entry(
              "streams",
              Set.of(
                  "streams.heapBytesPerConnection",
                  "streams.rssBytesPerConnection",
                  "streams.delayMillis.p50",
                  "streams.delayMillis.p99")),
          Map.entry(
              "projection",
              Set.of(
                  "projection.storedPerSecond",
                  "projection.rowsPerSecond",
                  "projection.bytesPerOrder")),
          Map.entry(
              "push",
              Set.of(
                  "push.perSecond.oneQueue",
                  "push.perSecond.tenQueues",
                  "push.beside.p50Millis",
                  "push.beside.p99Millis",
                  "push.beside.maxMillis")),
          Map.entry(
              "recovery",
              Set.of(
                  "recovery.startSeconds.of30000",
                  "recovery.snapshot.ratio",
                  "recovery.snapshot.latencyRatio.p99.9",
                  "recovery.heap.ratio",
                  "recovery.bytesPerOrder.live",
                  "recovery.bytesPerOrder.archived")),
          Map.entry(
              "node-archiving",
              Set.of(
                  "archiving.node.ordersPerSecond",
                  "archiving.node.stayingOrders",
                  "archiving.node.heapMebibytes.tenth1",
                  "archiving.node.heapMebibytes.tenth10",
                  "archiving.node.mostInMemory",
                  "archiving.node.mostBehindFacts",
                  "archiving.node.mebibytes.log",
                  "archiving.node.mebibytes.archive",
                  "archiving.node.mebibytes.snapshots",
                  "archiving.node.mebibytes.tables")),
          Map.entry("replay", Set.of("replay.factsPerSecond", "orders.ratio.of20000")),
          Map.entry(
              "versus",
              Set.of(
                  "versus.noop.hot.perSecond",
                  "versus.millrace.hot.perSecond",
                  "versus.millrace.hot.storedPerSecond",
                  "versus.millrace.hot.latencyMillis.p50",
                  "versus.millrace.hot.latencyMillis.p99",
                  "versus.millrace.hot.latencyMillis.p99.9",
                  "versus.millrace.spread.perSecond",
                  "versus.millrace.spread.processorSecondsPer10000",
                  "versus.millrace.mebibytes",
                  "versus.millrace.oversold",
                  "versus.millrace.killed.app.promised",
                  "versus.millrace.killed.app.missing",
                  "versus.millrace.killed.app.leaked",
                  "versus.ratio.hot.noop",
                  "versus.ratio.spread.noop")),
          Map.entry(
              "timers",
              Set.of(
                  "timers.wheel.bytesPerTimer",
                  "timers.wheel.addCancelPerSecond",
                  "timers.wheel.firesPerSecond.oneMillisecond",
                  "timers.tasks.bytesPerPending",
                  "timers.orders.bytesPerUnpaid",
                  "timers.lateness.p99",
                  "timers.clockStep.lateness.p99",
                  "timers.flooded.lateness.p99",
                  "timers.restart.snapshotSeconds",
                  "timers.restart.logSeconds",
                  "timers.traffic.p99",
                  "timers.together.traffic.p99",
                  "timers.wheel.perSecond.mostlyCancelled",
                  "timers.overdue.servesSeconds",
                  "timers.overdue.firedSeconds")));

  /**
   * Of which nothing is the best there is, or so little that the clock of the processor misses it,
   * or what a node does not do for so few orders.
   */
  private static final Set<String> MAY_BE_ZERO =
      Set.of(
          "unclosed",
          "early",
          "over",
          "lostWithWorker",
          "lostWithServer",
          "closedTwice",
          "paidAndClosed",
          "bytesPerPending",
          "idlePercent",
          "extraServers",
          "stayingOrders",
          "mostBehindFacts",
          "archive",
          "oversold",
          "processorSecondsPer10000",
          "missing",
          "leaked",
          "p50Millis");

  private static final String HEAP = ".heapMebibytes.";

  /** What the benchmarks before left in this process, and what may be freed while one runs. */
  private static final double LEFT_MEBIBYTES = 50;

  static List<Benchmark> benchmarks() {
    return Bench.ALL;
  }

  @ParameterizedTest
  @MethodSource("benchmarks")
  void shouldYieldItsFigures(Benchmark benchmark) {
    List<Figure> figures = new ArrayList<>();
    List<String> notes = new ArrayList<>();

    benchmark.run(Scale.TINY, new Report(figures::add, notes::add, System.err::println));

    Results.Result result =
        new Results.Result(benchmark.name(), benchmark.durability(), figures, notes);
    Results results = new Results(Machine.here(), "none", true, List.of(result));
    JsonNode json = new JsonMapper().readTree(ResultsJson.of(results)).required("figures");
    assertThat(json.propertyNames()).containsAll(PROMISED.get(benchmark.name()));
    json.forEachEntry((name, value) -> {
      if (MAY_BE_ZERO.contains(name.substring(name.lastIndexOf('.') + 1))) {
        assertThat(value.asDouble()).as(name).isNotNegative();
      } else if (name.contains(HEAP)) {
        assertThat(value.asDouble()).as(name).isGreaterThan(-LEFT_MEBIBYTES);
      } else {
        assertThat(value.asDouble()).as(name).isPositive();
      }
    });
  }
}
