package io.millrace.bench.load;

import io.millrace.bench.report.Scale;
import java.util.Properties;

/**
 * What the load process is asked to do; handed over on its standard input, because a command line
 * shows a secret to everybody.
 *
 * @param buyers each with a token of its own
 */
public record LoadPlan(
    int port, String kid, String secret, int connections, int buyers, Span span) {

  /** The share of the peak at which latency is taken: busy, but with room for a bad moment. */
  static final double OPEN_LOOP_LOAD = 0.7;

  /**
   * How long everything takes.
   *
   * @param slices of each kind of request, in turn
   */
  public record Span(int warmMillis, int slices, int sliceMillis, int openMillis) {
    public static Span of(Scale scale) {
      return scale.pick(
          new Span(200, 1, 200, 300),
          new Span(5_000, 4, 500, 3_000),
          new Span(12_000, 10, 2_000, 30_000));
    }
  }

  public Properties toProperties() {
    Properties properties = new Properties();
    properties.setProperty("port", Integer.toString(port));
    properties.setProperty("kid", kid);
    properties.setProperty("secret", secret);
    properties.setProperty("connections", Integer.toString(connections));
    properties.setProperty("buyers", Integer.toString(buyers));
    properties.setProperty("warmMillis", Integer.toString(span.warmMillis));
    properties.setProperty("slices", Integer.toString(span.slices));
    properties.setProperty("sliceMillis", Integer.toString(span.sliceMillis));
    properties.setProperty("openMillis", Integer.toString(span.openMillis));
    return properties;
  }

  static LoadPlan of(Properties properties) {
    return new LoadPlan(
        number(properties, "port"),
        properties.getProperty("kid"),
        properties.getProperty("secret"),
        number(properties, "connections"),
        number(properties, "buyers"),
        new Span(
            number(properties, "warmMillis"),
            number(properties, "slices"),
            number(properties, "sliceMillis"),
            number(properties, "openMillis")));
  }

  private static int number(Properties properties, String name) {
    return Integer.parseInt(properties.getProperty(name));
  }
}
