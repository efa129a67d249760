package io.millrace.bench.streams;

import io.millrace.bench.orders.Shop;
import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.report.BenchmarkFailed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs {@link Crowd} in a process of its own: a process may open only so many files. */
final class CrowdProcess implements AutoCloseable {

  /** Tokens and a selection key each, and histograms. */
  private static final List<String> FLAGS = List.of("-Xmx512m");

  private final Process process;
  private final PrintWriter say;
  private final BufferedReader hear;

  private CrowdProcess(Process process) {
    this.process = process;
    this.say = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.hear = process.inputReader();
  }

  /** What came of the orders. */
  record Heard(double ordersPerSecond, double p50Millis, double p99Millis, double maxMillis) {
    static Heard parse(String line) {
      String[] parts = line.split(" ", -1);
      if (!parts[0].equals(Crowd.HEARD) || parts.length != 5) {
        throw new BenchmarkFailed("the crowd says: " + line);
      }
      return new Heard(
          Double.parseDouble(parts[1]),
          Double.parseDouble(parts[2]),
          Double.parseDouble(parts[3]),
          Double.parseDouble(parts[4]));
    }
  }

  /** Returns when all of them listen. */
  static CrowdProcess connect(int port, Shop.BuyerSecret secret, int listeners) {
    try {
      CrowdProcess crowd =
          new CrowdProcess(
              JavaProcess.builder(
                      FLAGS, Crowd.class, Integer.toString(port), Integer.toString(listeners))
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start());
      crowd.say.println(secret.kid());
      crowd.say.println(secret.secret());
      String line = crowd.line();
      if (!line.equals(Crowd.LISTENING)) {
        crowd.close();
        throw new BenchmarkFailed("the crowd says: " + line);
      }
      return crowd;
    } catch (IOException e) {
      throw new BenchmarkFailed("the crowd could not be started", e);
    }
  }

  private String line() {
    try {
      String line = hear.readLine();
      if (line == null) {
        throw new BenchmarkFailed("the crowd has ended");
      }
      return line;
    } catch (IOException e) {
      throw new BenchmarkFailed("the crowd cannot be heard", e);
    }
  }

  /** Some of its buyers order; returns when all have heard of it. */
  Heard order(int perSecond, int seconds) {
    say.println(perSecond + " " + seconds);
    return Heard.parse(line());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
