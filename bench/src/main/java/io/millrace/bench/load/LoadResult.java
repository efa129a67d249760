package io.millrace.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** What the load process measured, and what it must be believed for: all orders it was promised. */
public record LoadResult(
    Rate orders,
    Rate noop,
    Rate refused,
    Turns turns,
    Latency latency,
    long acceptedOrders,
    long acceptedUnits) {

  /** Answers a second over all slices, and of the slowest and the fastest slice. */
  public record Rate(double perSecond, double slowest, double fastest) {
    static Rate of(ClosedLoop.Tally tally) {
      return new Rate(tally.perSecond(), tally.slowestSlice(), tally.fastestSlice());
    }

    private static Rate of(Properties properties, String name) {
      return new Rate(
          number(properties, name + ".perSecond"),
          number(properties, name + ".slowest"),
          number(properties, name + ".fastest"));
    }

    private void store(Properties properties, String name) {
      put(properties, name + ".perSecond", perSecond);
      put(properties, name + ".slowest", slowest);
      put(properties, name + ".fastest", fastest);
    }
  }

  /** Of each turn alone: orders and refusals over the no-ops beside them. */
  public record Turns(List<Double> durable, List<Double> refused) {
    private static final String BREAK = " ";

    private static List<Double> of(Properties properties, String name) {
      return Arrays.stream(properties.getProperty(name).split(BREAK, -1))
          .map(Double::valueOf)
          .toList();
    }

    private static String told(List<Double> ratios) {
      return ratios.stream().map(String::valueOf).collect(Collectors.joining(BREAK));
    }
  }

  /** In milliseconds from the moment when a request was due. */
  public record Latency(double offeredPerSecond, double p50, double p99, double p999, double max) {}

  Properties toProperties() {
    Properties properties = new Properties();
    orders.store(properties, "orders");
    noop.store(properties, "noop");
    refused.store(properties, "refused");
    properties.setProperty("durableTurns", Turns.told(turns.durable));
    properties.setProperty("refusedTurns", Turns.told(turns.refused));
    put(properties, "offeredPerSecond", latency.offeredPerSecond);
    put(properties, "p50", latency.p50);
    put(properties, "p99", latency.p99);
    put(properties, "p999", latency.p999);
    put(properties, "max", latency.max);
    properties.setProperty("acceptedOrders", Long.toString(acceptedOrders));
    properties.setProperty("acceptedUnits", Long.toString(acceptedUnits));
    return properties;
  }

  public static LoadResult of(Properties properties) {
    return new LoadResult(
        Rate.of(properties, "orders"),
        Rate.of(properties, "noop"),
        Rate.of(properties, "refused"),
        new Turns(Turns.of(properties, "durableTurns"), Turns.of(properties, "refusedTurns")),
        new Latency(
            number(properties, "offeredPerSecond"),
            number(properties, "p50"),
            number(properties, "p99"),
            number(properties, "p999"),
            number(properties, "max")),
        Long.parseLong(properties.getProperty("acceptedOrders")),
        Long.parseLong(properties.getProperty("acceptedUnits")));
  }

  private static void put(Properties properties, String name, double value) {
    properties.setProperty(name, Double.toString(value));
  }

  private static double number(Properties properties, String name) {
    return Double.parseDouble(properties.getProperty(name));
  }
}
