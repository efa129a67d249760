package io.millrace.bench.orders;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.load.LoadPlan;
import io.millrace.bench.load.LoadResult;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Guard;
import io.millrace.bench.report.Guard.Better;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import java.net.http.HttpClient;
import java.util.List;

/** Durable orders over HTTP, in turn with no-ops and refusals; then latency below the peak. */
public final class OrdersBench implements Benchmark {

  /** Fewer leave the writer waiting for the disk; more only wait longer. */
  private static final int CONNECTIONS = 256;

  @Override
  public String name() {
    return "orders";
  }

  @Override
  public String purpose() {
    return "durable orders over HTTP beside no-op posts; refusals; latency at 70 % of the peak";
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
    int connections = scale.pick(8, CONNECTIONS, CONNECTIONS);
    int buyers = scale.pick(50, 10_000, 20_000);
    try (Scratch scratch = new Scratch();
        ServerProcess server = ServerProcess.start(scratch.directory().resolve("log"));
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      report.progress("opening the shop");
      Shop shop = new Shop(http, server.address(), server.operatorKey());
      Shop.BuyerSecret secret = shop.open();
      long position = shop.position();
      LoadPlan plan =
          new LoadPlan(
              server.port(),
              secret.kid(),
              secret.secret(),
              connections,
              buyers,
              LoadPlan.Span.of(scale));
      LoadResult result = LoadProcess.run(plan);
      report.progress("counting the orders");
      verify(result, position, shop.read());
      tell(result, plan, report);
    }
  }

  /** Each 201 is one fact of the shop and holds its units; nothing else may. */
  private static void verify(LoadResult result, long positionBefore, Shop.Books after) {
    long facts = after.position() - positionBefore;
    long units = after.heldUnits();
    if (facts != result.acceptedOrders() || units != result.acceptedUnits()) {
      throw new BenchmarkFailed(
          "clients were promised %,d orders with %,d units; the server has %,d with %,d"
              .formatted(result.acceptedOrders(), result.acceptedUnits(), facts, units));
    }
  }

  private static void tell(LoadResult result, LoadPlan plan, Report report) {
    double noop = result.noop().perSecond();
    report.figure("orders.perSecond", result.orders().perSecond(), "orders/s");
    report.figure("noop.perSecond", noop, "posts/s");
    report.figure("refused.perSecond", result.refused().perSecond(), "refusals/s");
    report.ratio(
        "orders.ratio.durable",
        result.orders().perSecond() / noop,
        "of the no-ops",
        Guard.of(Better.MORE, result.turns().durable()));
    report.ratio(
        "orders.ratio.refused",
        result.refused().perSecond() / noop,
        "of the no-ops",
        Guard.of(Better.MORE, result.turns().refused()));
    LoadResult.Latency latency = result.latency();
    report.figure("orders.latencyMillis.p50", latency.p50(), "ms");
    report.figure("orders.latencyMillis.p99", latency.p99(), "ms");
    report.figure("orders.latencyMillis.p99.9", latency.p999(), "ms");
    report.figure("orders.latencyMillis.max", latency.max(), "ms");
    report.figure("orders.latency.offeredPerSecond", latency.offeredPerSecond(), "orders/s");
    report.figure("orders.verified", (double) result.acceptedOrders(), "orders");
    report.note(
        "closed loop on %d connections, %d slices of each kind in turn; per second and slice:"
                .formatted(plan.connections(), plan.span().slices())
            + spread(" orders", result.orders())
            + spread(", no-ops", result.noop())
            + spread(", refusals", result.refused()));
    report.note(
        "each of %,d buyers has a token that was verified before; server, load and disk share the"
                .formatted(plan.buyers())
            + " machine; the checkpointer follows meanwhile; there is no projection yet");
    report.note(
        "latency: open loop at 70 % of the peak, from the moment when a request was due; every"
            + " order that was promised was found in the server's stock and sequence");
  }

  private static String spread(String kind, LoadResult.Rate rate) {
    return "%s %,.0f to %,.0f".formatted(kind, rate.slowest(), rate.fastest());
  }
}
