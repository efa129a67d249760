package io.millrace.bench.recovery;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.load.TurnLoad;
import io.millrace.bench.orders.Shop;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Guard;
import io.millrace.bench.report.Guard.Better;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import io.millrace.bench.writer.Heap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A node that comes back, and what being able to costs. */
public final class RecoveryBench implements Benchmark {

  private static final long MILLION = 1_000_000;
  private static final long TEN_MILLION = 10 * MILLION;
  private static final Map<Long, String> NAMES =
      Map.of(MILLION, "million", TEN_MILLION, "tenMillion");

  private static final long MIB = 1 << 20;
  private static final double GIB_IN_MIB = 1_024;

  /** The share of the peak at which latency is taken, as in the benchmark of orders. */
  private static final double OPEN_LOOP_LOAD = 0.7;

  /** The state twice, with room for garbage. */
  private static final List<String> SERVER_FLAGS = List.of("-Xmx4g");

  private static final List<String> LARGE_SERVER_FLAGS = List.of("-Xmx9g");

  @Override
  public String name() {
    return "recovery";
  }

  @Override
  public String purpose() {
    return "starts from a snapshot; orders beside one that is written; heap, disk and backup";
  }

  @Override
  public String durability() {
    return "fsync";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx6g");
  }

  @Override
  public void run(Scale scale, Report report) {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      long orders = scale.pick(30_000L, 300_000L, MILLION);
      long segmentBytes = scale.pick(2 * MIB, 16 * MIB, 64 * MIB);
      try (Scratch scratch = new Scratch()) {
        Path errors = scratch.directory().resolve("server.err");
        FilledDirectory data = fill(scratch, orders, segmentBytes, errors, report);
        report.figure("recovery.startSeconds.empty", data.emptyStartSeconds(), "s");
        starts(new Starts(data, SERVER_FLAGS, errors, http, report).measure(), orders, report);
        heap(data, report);
        String segmentSize = segmentBytes / MIB + "MiB";
        orders(scale, data, segmentSize, errors, http, report);
        disk(data, segmentBytes, report);
      }
      if (scale == Scale.FULL) {
        try (Scratch scratch = new Scratch()) {
          Path errors = scratch.directory().resolve("server.err");
          FilledDirectory data = fill(scratch, TEN_MILLION, segmentBytes, errors, report);
          starts(
              new Starts(data, LARGE_SERVER_FLAGS, errors, http, report).measure(),
              TEN_MILLION,
              report);
        }
      }
    }
  }

  private static FilledDirectory fill(
      Scratch scratch, long orders, long segmentBytes, Path errors, Report report) {
    report.progress("writing a log of %,d open orders".formatted(orders));
    Path data = scratch.directory().resolve("data");
    return FilledDirectory.ofOrders(data, orders, segmentBytes, errors);
  }

  private static void starts(Starts.Times times, long orders, Report report) {
    String size = NAMES.getOrDefault(orders, "of" + orders);
    report.figure("recovery.startSeconds." + size, times.median(), "s");
    report.figure("recovery.startSeconds.log." + size, times.fromLog(), "s");
    report.note(
        "start of %,d open orders: median of %d, %.2f to %.2f s, from the call until the ready line,"
                .formatted(
                    orders,
                    times.fromSnapshot().size(),
                    times.fromSnapshot().getFirst(),
                    times.fromSnapshot().getLast())
            + " files in the page cache; `log` replays the whole log");
  }

  private static void heap(FilledDirectory data, Report report) {
    report.progress("the heap of a node with the checkpointer and without");
    HeapOfKeeping heap = HeapOfKeeping.measure(data);
    report.ratio("recovery.heap.ratio", heap.ratio(), "of the heap without", Guard.of(Better.LESS));
    report.figure("recovery.heapGibibytes.without", gibibytes(heap.withoutBytes()), "GiB");
    report.figure("recovery.heapGibibytes.with", gibibytes(heap.withBytes()), "GiB");
  }

  private static double gibibytes(long bytes) {
    return Heap.mebibytes(bytes) / GIB_IN_MIB;
  }

  private static void orders(
      Scale scale,
      FilledDirectory data,
      String segmentSize,
      Path errors,
      HttpClient http,
      Report report) {
    TurnLoad.Plan plan =
        new TurnLoad.Plan(
            scale.pick(8, 256, 256),
            scale.pick(50, 5_000, 20_000),
            scale.pick(200L, 2_000L, 12_000L),
            scale.pick(1, 2, 8),
            scale.pick(200L, 1_000L, 5_000L));
    try (MillraceServer server =
        MillraceServer.start(
            data.path(),
            SERVER_FLAGS,
            Stream.concat(
                    MillraceServer.WITHOUT_READ_MODEL.stream(),
                    Stream.of("--segment-size", segmentSize))
                .toList(),
            errors)) {
      Shop shop = new Shop(http, server.address(), server.operatorKey());
      Shop.BuyerSecret secret = shop.newSecret();
      long position = shop.position();
      SnapshotTurns snapshots =
          new SnapshotTurns(http, server.address(), server.operatorKey(), data);
      try (TurnLoad load =
          TurnLoad.connect(server.address(), secret.kid(), secret.secret(), plan, snapshots)) {
        report.progress("orders alone and beside snapshots, as fast as they are answered");
        TurnLoad.Rates rates = load.closedLoop();
        double perSecond = rates.alonePerSecond() * OPEN_LOOP_LOAD;
        report.progress(
            "%,.0f orders/s alone, %,.0f beside; the same at %,.0f"
                .formatted(rates.alonePerSecond(), rates.besidePerSecond(), perSecond));
        tell(rates, load.openLoop(perSecond), plan, report);
        report.progress("counting the orders");
        verify(load, data, position, shop.read());
      }
      report.progress("a backup beside the node, and again");
      backup(new TimedBackup(data, errors.resolveSibling("backup")).measure(), report);
      server.kill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void backup(TimedBackup.Times backup, Report report) {
    report.figure("recovery.backup.megabytesPerSecond", backup.megabytesPerSecond(), "MB/s");
    report.figure("recovery.backup.seconds", backup.seconds(), "s");
    report.figure("recovery.backup.secondsAgain", backup.secondsAgain(), "s");
    report.note(
        "backup: %,d bytes of packed segments, last segment, snapshot and keys, each forced and read"
                .formatted(backup.bytes())
            + " back, beside a node without load; then again when nothing but the end is new");
  }

  private static void tell(
      TurnLoad.Rates rates, TurnLoad.Latencies latencies, TurnLoad.Plan plan, Report report) {
    report.ratio(
        "recovery.snapshot.ratio", rates.ratio(), "of the orders/s alone", Guard.of(Better.MORE));
    report.figure("recovery.ordersPerSecond.alone", rates.alonePerSecond(), "orders/s");
    report.figure("recovery.ordersPerSecond.snapshot", rates.besidePerSecond(), "orders/s");
    report.ratio(
        "recovery.snapshot.latencyRatio.p99.9",
        latencies.ratio(),
        "of p99.9 alone",
        Guard.of(Better.LESS));
    report.figure("recovery.latencyMillis.alone.p99.9", latencies.aloneP999Millis(), "ms");
    report.figure("recovery.latencyMillis.snapshot.p99.9", latencies.besideP999Millis(), "ms");
    report.note(
        "%d spans of each kind in turn on %d connections; %.1f s beside snapshots in all, until each"
                .formatted(plan.rounds(), plan.connections(), rates.besideSeconds())
            + " was read back; moves to the archive come between the spans");
    report.note(
        "latency: open loop at %,.0f orders/s, from the moment when a request was due"
            .formatted(latencies.offeredPerSecond()));
  }

  /** Each 201 is one fact of the shop and holds its units; nothing else may. */
  private static void verify(
      TurnLoad load, FilledDirectory data, long positionBefore, Shop.Books after) {
    long facts = after.position() - positionBefore;
    long units = after.heldUnits() - data.units();
    if (facts != load.acceptedOrders() || units != load.acceptedUnits()) {
      throw new BenchmarkFailed(
          "clients were promised %,d orders with %,d units; the server has %,d with %,d"
              .formatted(load.acceptedOrders(), load.acceptedUnits(), facts, units));
    }
  }

  private static void disk(FilledDirectory data, long segmentBytes, Report report) {
    BytesOnDisk disk = new BytesOnDisk(data);
    BytesOnDisk.Moved filled = disk.moved(1, data.facts());
    if (filled.isEmpty()) {
      throw new BenchmarkFailed("no segment has moved to the archive");
    }
    report.figure("recovery.bytesPerOrder.live", filled.liveBytesEach(segmentBytes), "bytes");
    report.figure("recovery.bytesPerOrder.archived", filled.packedBytesEach(), "bytes");
    report.figure("recovery.bytesPerOrder.snapshot", disk.snapshotBytesEach(), "bytes");
    BytesOnDisk.Moved overHttp = disk.moved(data.facts() + 1, Long.MAX_VALUE);
    if (!overHttp.isEmpty()) {
      report.figure(
          "recovery.bytesPerOrder.http.live", overHttp.liveBytesEach(segmentBytes), "bytes");
      report.figure("recovery.bytesPerOrder.http.archived", overHttp.packedBytesEach(), "bytes");
    }
    report.note(
        "bytes of segments that moved while this ran: first of those written by one thread at its"
            + " peak, in large frames; `http`: of those written over HTTP, a block of 4 KiB at least"
            + " for each frame");
  }
}
