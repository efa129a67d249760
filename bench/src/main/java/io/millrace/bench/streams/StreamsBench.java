package io.millrace.bench.streams;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.orders.Shop;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Buyers who listen to what happens to their orders, over a server as users run it: what a
 * connection costs, and from when an order was acknowledged as durable until its buyer hears.
 */
public final class StreamsBench implements Benchmark {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double PERCENT = 100;

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public String purpose() {
    return "buyers who listen: bytes a connection, and how soon after its order a buyer hears";
  }

  @Override
  public String durability() {
    return "fsync";
  }

  @Override
  public List<String> jvmFlags() {
    return List.of("-Xmx512m");
  }

  @Override
  public void run(Scale scale, Report report) {
    int listeners = scale.pick(50, 2_000, 15_000);
    int perSecond = scale.pick(50, 200, 500);
    int seconds = scale.pick(1, 5, 60);
    try (Scratch scratch = new Scratch();
        MillraceServer server =
            MillraceServer.start(
                scratch.directory().resolve("data"),
                List.of("-Xmx2g"),
                MillraceServer.WITHOUT_READ_MODEL,
                scratch.directory().resolve("server.err"));
        HttpClient http = HttpClient.newHttpClient()) {
      report.progress("opening the shop");
      Shop.BuyerSecret secret = new Shop(http, server.address(), server.operatorKey()).open();
      measure(new Plan(server, secret, listeners, perSecond, seconds), report);
      server.terminate();
    }
  }

  private record Plan(
      MillraceServer server, Shop.BuyerSecret secret, int listeners, int perSecond, int seconds) {}

  private static void measure(Plan plan, Report report) {
    long pid = plan.server.pid();
    ServerMemory before = ServerMemory.of(pid);
    report.progress("connecting %,d listeners".formatted(plan.listeners));
    long begunNanos = System.nanoTime();
    try (CrowdProcess crowd =
        CrowdProcess.connect(plan.server.address().getPort(), plan.secret, plan.listeners)) {
      double connectedSeconds = (System.nanoTime() - begunNanos) / NANOS_PER_SECOND;
      ServerMemory listening = ServerMemory.of(pid);
      report.figure("streams.listeners", plan.listeners, "connections");
      report.figure("streams.connectSeconds", connectedSeconds, "s");
      report.figure(
          "streams.heapBytesPerConnection",
          (double) (listening.heapBytes() - before.heapBytes()) / plan.listeners,
          "bytes");
      report.figure(
          "streams.rssBytesPerConnection",
          (double) (listening.rssBytes() - before.rssBytes()) / plan.listeners,
          "bytes");
      report.figure("streams.idleCpu", idlePercent(pid, plan.seconds), "% of a core");
      report.progress("%,d orders/s for %d s".formatted(plan.perSecond, plan.seconds));
      CrowdProcess.Heard heard = crowd.order(plan.perSecond, plan.seconds);
      report.figure("streams.ordersPerSecond", heard.ordersPerSecond(), "orders/s");
      report.figure("streams.delayMillis.p50", heard.p50Millis(), "ms");
      report.figure("streams.delayMillis.p99", heard.p99Millis(), "ms");
      report.figure("streams.delayMillis.max", heard.maxMillis(), "ms");
    }
    report.note(
        "each listener is another buyer with a connection of its own, all in one other process;"
            + " delay: from the answer to an order, which is durable then, to its event at its buyer");
  }

  private static double idlePercent(long pid, int seconds) {
    Duration used = cpu(pid);
    LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
    return PERCENT * cpu(pid).minus(used).toNanos() / (seconds * NANOS_PER_SECOND);
  }

  private static Duration cpu(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }
}
