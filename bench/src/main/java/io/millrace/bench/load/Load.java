package io.millrace.bench.load;

import io.millrace.bench.goods.Catalogue;
import io.millrace.node.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The load process: reads a plan from standard input, carries it out, and writes the result to
 * standard output. A process of its own, so that its garbage and its files are not the server's.
 */
public final class Load {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double P50 = 50;
  private static final double P99 = 99;
  private static final double P999 = 99.9;

  /** Short slices while warming up, so that all three kinds are warm at the same time. */
  private static final int WARM_ROUNDS = 4;

  private final LoadPlan plan;
  private final Crowd crowd;
  private final Requests.Kinds kinds;
  private final ClosedLoop closed;
  private final ClosedLoop.Tally orders = new ClosedLoop.Tally();
  private final ClosedLoop.Tally noops = new ClosedLoop.Tally();
  private final ClosedLoop.Tally refusals = new ClosedLoop.Tally();

  private Load(LoadPlan plan, Crowd crowd, Requests.Kinds kinds) {
    this.plan = plan;
    this.crowd = crowd;
    this.kinds = kinds;
    this.closed = new ClosedLoop(crowd);
  }

  public static void main(String[] arguments) throws IOException {
    Properties given = new Properties();
    given.load(System.in);
    LoadPlan plan = LoadPlan.of(given);
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), plan.port());
    tell("minting %,d tokens".formatted(plan.buyers()));
    Tokens tokens =
        new Tokens(
            Catalogue.SHOP.value(), plan.kid(), plan.secret(), new SystemClock().wallMillis());
    String host = server.getHostString() + ":" + server.getPort();
    Requests.Kinds kinds = new Requests(host, tokens, plan.buyers()).make();
    try (Crowd crowd = Crowd.connect(server, plan.connections())) {
      new Load(plan, crowd, kinds).run().toProperties().store(System.out, null);
    }
  }

  private LoadResult run() throws IOException {
    tell("warming up");
    for (int i = 0; i < WARM_ROUNDS; i++) {
      round(
          plan.span().warmMillis() / WARM_ROUNDS / 3,
          new ClosedLoop.Tally(),
          new ClosedLoop.Tally(),
          new ClosedLoop.Tally());
    }
    for (int i = 1; i <= plan.span().slices(); i++) {
      round(plan.span().sliceMillis(), orders, noops, refusals);
      tell(
          "closed loop %d of %d: %,.0f orders/s, %,.0f no-ops/s, %,.0f refusals/s so far"
              .formatted(
                  i,
                  plan.span().slices(),
                  orders.perSecond(),
                  noops.perSecond(),
                  refusals.perSecond()));
    }
    LoadResult.Latency latency = openLoop();
    return new LoadResult(
        LoadResult.Rate.of(orders),
        LoadResult.Rate.of(noops),
        LoadResult.Rate.of(refusals),
        new LoadResult.Turns(orders.over(noops), refusals.over(noops)),
        latency,
        kinds.orders().answered(),
        kinds.orders().units());
  }

  /** All three in turn: what the machine does meanwhile hits each alike. */
  private void round(
      int millis, ClosedLoop.Tally placed, ClosedLoop.Tally noop, ClosedLoop.Tally refused)
      throws IOException {
    closed.run(kinds.orders(), millis, placed);
    closed.run(kinds.noop(), millis, noop);
    closed.run(kinds.refused(), millis, refused);
  }

  private LoadResult.Latency openLoop() throws IOException {
    double perSecond = orders.perSecond() * LoadPlan.OPEN_LOOP_LOAD;
    long requests = (long) Math.ceil(perSecond * plan.span().openMillis() / MILLIS_PER_SECOND);
    tell("open loop: %,d orders at %,.0f orders/s".formatted(requests, perSecond));
    long begun = System.nanoTime();
    Histogram latencies = new OpenLoop(crowd).run(kinds.orders(), perSecond, requests);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    tell("open loop took %d s".formatted(seconds));
    return new LoadResult.Latency(
        perSecond,
        latencies.getValueAtPercentile(P50) / NANOS_PER_MILLI,
        latencies.getValueAtPercentile(P99) / NANOS_PER_MILLI,
        latencies.getValueAtPercentile(P999) / NANOS_PER_MILLI,
        latencies.getMaxValue() / NANOS_PER_MILLI);
  }

  private static void tell(String text) {
    System.err.println("orders: " + text);
  }
}
