package io.millrace.bench.load;

import io.millrace.bench.goods.Catalogue;
import io.millrace.node.SystemClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.locks.LockSupport;

/**
 * Orders on a server that does something else from time to time, such as writing a snapshot. Spans
 * with and without it take turns in one run: what the machine does meanwhile hits both alike. Owned
 * by one thread.
 */
public final class TurnLoad implements AutoCloseable {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double P999 = 99.9;

  private final Crowd crowd;
  private final Kind orders;
  private final Plan plan;
  private final Beside beside;

  /** What the server does beside the orders. Asked by the load's thread, so it must not wait. */
  public interface Beside {
    /** Lets the server begin. */
    void begin();

    /** False when the server has done what it was asked. */
    boolean isUnderWay();

    /** True when also what follows from it is over, and a span without it may begin. */
    boolean isQuiet();
  }

  /**
   * How long and how much.
   *
   * @param rounds of each kind of span
   */
  public record Plan(int connections, int buyers, long warmMillis, int rounds, long aloneMillis) {}

  /** Both kinds of spans beside each other. */
  public record Rates(double alonePerSecond, double besidePerSecond, double besideSeconds) {
    public double ratio() {
      return besidePerSecond / alonePerSecond;
    }
  }

  /** Of an open loop, in milliseconds from the moment when a request was due. */
  public record Latencies(
      double offeredPerSecond, double aloneP999Millis, double besideP999Millis) {
    public double ratio() {
      return besideP999Millis / aloneP999Millis;
    }
  }

  private TurnLoad(Crowd crowd, Kind orders, Plan plan, Beside beside) {
    this.crowd = crowd;
    this.orders = orders;
    this.plan = plan;
    this.beside = beside;
  }

  public static TurnLoad connect(URI server, String kid, String secret, Plan plan, Beside beside)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
    Tokens tokens = new Tokens(Catalogue.SHOP.value(), kid, secret, new SystemClock().wallMillis());
    String host = server.getHost() + ":" + server.getPort();
    Kind orders = new Requests(host, tokens, plan.buyers()).make().orders();
    return new TurnLoad(Crowd.connect(address, plan.connections()), orders, plan, beside);
  }

  /** As fast as the server answers. */
  public Rates closedLoop() throws IOException {
    Turns turns = new Turns(plan, beside);
    while (!turns.areOver() || !crowd.allIdle()) {
      while (!turns.areOver() && crowd.hasIdle()) {
        crowd.send(orders.next(), System.nanoTime());
      }
      crowd.await((asked, status, since) -> answered(turns, asked, status, since));
      turns.look();
    }
    return new Rates(
        perSecond(turns.alone()),
        perSecond(turns.beside()),
        turns.beside().nanos() / NANOS_PER_SECOND);
  }

  private static double perSecond(Turns.Side side) {
    return side.answers() * NANOS_PER_SECOND / side.nanos();
  }

  /** At a given rate, whatever the server does. */
  public Latencies openLoop(double perSecond) throws IOException {
    Turns turns = new Turns(plan, beside);
    OpenLoop.Schedule schedule = new OpenLoop.Schedule(System.nanoTime(), perSecond);
    long next = 0;
    while (!turns.areOver() || !crowd.allIdle()) {
      while (!turns.areOver()
          && crowd.hasIdle()
          && schedule.dueNanos(next) - System.nanoTime() <= 0) {
        crowd.send(orders.next(), schedule.dueNanos(next));
        next++;
      }
      if (!crowd.poll((asked, status, due) -> answered(turns, asked, status, due))) {
        LockSupport.parkNanos(OpenLoop.napNanos(schedule, next));
      }
      turns.look();
    }
    return new Latencies(perSecond, p999Millis(turns.alone()), p999Millis(turns.beside()));
  }

  private static double p999Millis(Turns.Side side) {
    return side.latencies().getValueAtPercentile(P999) / NANOS_PER_MILLI;
  }

  private void answered(Turns turns, Template asked, int status, long dueNanos) {
    orders.answered(asked, status);
    turns.answered(dueNanos);
  }

  /** Orders that the server promised, in both loops. */
  public long acceptedOrders() {
    return orders.answered();
  }

  public long acceptedUnits() {
    return orders.units();
  }

  @Override
  public void close() throws IOException {
    crowd.close();
  }
}
