package io.millrace.bench.diana;

import io.millrace.bench.disk.Scratch;
import io.millrace.bench.load.TurnLoad;
import io.millrace.bench.orders.Shop;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.Guard;
import io.millrace.bench.report.Guard.Better;
import io.millrace.bench.report.Report;
import io.millrace.bench.report.Scale;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Orders on a server with limits and on one without, in turns, under the load of the orders'
 * benchmark.
 */
public final class EdgeBench implements Benchmark {
  private static final int CONNECTIONS = 256;

  /** Two limits that look at each order, as the standard ones do, and refuse none of them. */
  private static final String ON =
      """
      version: 1
      rules:
        - name: per-address
          by: [address]
          algorithm: {token-bucket: {limit: 1000000, period: 1s, burst: 1000000}}
        - name: per-buyer
          when: {attribute: {role: buyer}}
          by: [tenant, account]
          algorithm: {token-bucket: {limit: 1000, period: 1s, burst: 5000}}
      """;

  private static final String OFF = "version: 1\nrules: []\n";

  @Override
  public String name() {
    return "diana-edge";
  }

  @Override
  public String purpose() {
    return "the rate limiter: orders on a server with limits over those on one without";
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
    int rounds = scale.pick(1, 4, 20);
    TurnLoad.Plan turn =
        new TurnLoad.Plan(
            scale.pick(8, CONNECTIONS, CONNECTIONS),
            scale.pick(50, 10_000, 20_000),
            scale.pick(100L, 300L, 500L),
            1,
            scale.pick(200L, 1_500L, 3_000L));
    try (Scratch scratch = new Scratch();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        LoadedServer off = LoadedServer.start("off", OFF, scratch.directory(), http, turn);
        LoadedServer on = LoadedServer.start("on", ON, scratch.directory(), http, turn)) {
      // Compilers take half a minute to come to rest; which server they favour would be in the
      // ratio.
      for (int warm = 0; warm < scale.pick(1, 2, 8); warm++) {
        off.turn();
        on.turn();
      }
      double offRate = 0;
      double onRate = 0;
      List<Double> turns = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        report.progress("round " + (round + 1) + " of " + rounds);
        // Whoever goes second in a round goes first in the next: what drifts hits both alike.
        boolean offFirst = round % 2 == 0;
        double first = (offFirst ? off : on).turn();
        double second = (offFirst ? on : off).turn();
        offRate += (offFirst ? first : second) / rounds;
        onRate += (offFirst ? second : first) / rounds;
        turns.add(offFirst ? second / first : first / second);
      }
      report.figure("diana.edge.off.perSecond", offRate, "orders/s");
      report.figure("diana.edge.on.perSecond", onRate, "orders/s");
      report.ratio(
          "diana.edge.ratio", onRate / offRate, "of without limits", Guard.of(Better.MORE, turns));
      report.note(
          ("closed loop of durable orders on %d connections, %d turns of %.1f s on each of two"
                  + " servers; on are two limits by address and by buyer that refuse nobody, off is a"
                  + " policy without rules")
              .formatted(turn.connections(), rounds, turn.aloneMillis() / 1e3));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server with limits of its own, and the load on it. */
  private record LoadedServer(MillraceServer server, TurnLoad load) implements AutoCloseable {
    static LoadedServer start(
        String name, String policy, Path directory, HttpClient http, TurnLoad.Plan turn)
        throws IOException {
      Path limits = Files.writeString(directory.resolve(name + ".yaml"), policy);
      MillraceServer server =
          MillraceServer.start(
              directory.resolve(name),
              List.of("-Xmx4g"),
              List.of("--limits", limits.toString(), "--database", "none"),
              directory.resolve(name + ".errors"));
      Shop shop = new Shop(http, server.address(), server.operatorKey());
      Shop.BuyerSecret secret = shop.open();
      return new LoadedServer(
          server,
          TurnLoad.connect(
              server.address(), secret.kid(), secret.secret(), turn, new NothingBeside()));
    }

    double turn() throws IOException {
      return load.closedLoop().alonePerSecond();
    }

    @Override
    public void close() throws IOException {
      load.close();
      server.close();
    }
  }

  /** The server does nothing else: its turn is all that is counted. */
  private static final class NothingBeside implements TurnLoad.Beside {
    @Override
    public void begin() {}

    @Override
    public boolean isUnderWay() {
      return false;
    }

    @Override
    public boolean isQuiet() {
      return true;
    }
  }
}
