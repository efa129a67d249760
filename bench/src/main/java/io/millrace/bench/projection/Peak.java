package io.millrace.bench.projection;

import io.millrace.bench.disk.BenchLog;
import io.millrace.bench.disk.Scratch;
import io.millrace.bench.load.TurnLoad;
import io.millrace.bench.log.FramedOrders;
import io.millrace.bench.orders.Shop;
import io.millrace.bench.process.MillraceServer;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.journal.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** As many orders as a server takes for a while, and how long its read model needs after that. */
final class Peak {

  private static final int CONNECTIONS = 256;
  private static final int BUYERS = 10_000;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Whoever is not there by then will not be told of as having caught up. */
  private static final long CATCH_UP_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);

  private static final JsonMapper JSON = new JsonMapper();

  private Peak() {}

  /**
   * What came of it.
   *
   * @param caughtUpSeconds 0 without a read model
   */
  record Result(double ordersPerSecond, double caughtUpSeconds) {}

  static Result run(boolean withReadModel, int millis) {
    List<String> flags = withReadModel ? List.of() : MillraceServer.WITHOUT_READ_MODEL;
    try (Scratch scratch = new Scratch()) {
      Path data = scratch.directory().resolve("data");
      Path errors = scratch.directory().resolve("server.err");
      open(data, errors);
      try (MillraceServer server = MillraceServer.start(data, List.of("-Xmx6g"), flags, errors);
          HttpClient http = HttpClient.newHttpClient()) {
        Shop.BuyerSecret secret =
            new Shop(http, server.address(), server.operatorKey()).newSecret();
        double perSecond = load(server, secret, millis);
        double seconds = withReadModel ? awaitEnd(http, server) : 0;
        server.terminate();
        return new Result(perSecond, seconds);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server makes its keys; the shop is then written into its log by an engine here. */
  private static void open(Path data, Path errors) throws IOException {
    try (MillraceServer server =
        MillraceServer.start(data, List.of(), MillraceServer.WITHOUT_READ_MODEL, errors)) {
      server.terminate();
    }
    Path shard = data.resolve("shard-000");
    try (Stream<Path> walk = Files.walk(shard)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
    try (BenchLog log = new BenchLog(shard, Durability.FSYNC)) {
      var _ = new FramedOrders(log.log());
    }
  }

  private static double load(MillraceServer server, Shop.BuyerSecret secret, int millis)
      throws IOException {
    TurnLoad.Plan plan = new TurnLoad.Plan(CONNECTIONS, BUYERS, millis / 4, 1, millis);
    try (TurnLoad load =
        TurnLoad.connect(
            server.address(), secret.kid(), secret.secret(), plan, new NothingBeside())) {
      return load.closedLoop().alonePerSecond();
    }
  }

  /** One span is all that is wanted. */
  private static final class NothingBeside implements TurnLoad.Beside {
    @Override
    public void begin() {
      // nothing does
    }

    @Override
    public boolean isUnderWay() {
      return false;
    }

    @Override
    public boolean isQuiet() {
      return true;
    }
  }

  private static double awaitEnd(HttpClient http, MillraceServer server) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/v1/admin/followers"))
            .header("Authorization", "Bearer " + server.operatorKey())
            .build();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < CATCH_UP_NANOS_MAX) {
      JsonNode follower = JSON.readTree(ask(http, request)).required("items").required(0);
      if (!follower.required("well").asBoolean()) {
        throw new BenchmarkFailed("the follower is not well: " + follower);
      }
      if (follower.required("shards").required(0).required("lagFacts").asLong() == 0) {
        return (System.nanoTime() - begun) / NANOS_PER_SECOND;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new BenchmarkFailed("the read model did not catch up within ten minutes");
  }

  private static String ask(HttpClient http, HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }
}
