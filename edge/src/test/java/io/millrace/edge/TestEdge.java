package io.millrace.edge;

import static io.millrace.model.Limits.GIVEN_UP_STAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.delivery.push.PushedQueues;
import io.millrace.edge.auth.Credentials;
import io.millrace.edge.auth.NodeKey;
import io.millrace.edge.auth.OperatorKey;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.edge.hearing.EventBodies;
import io.millrace.edge.http.Route;
import io.millrace.edge.limit.Limits;
import io.millrace.edge.ops.OtherDisk;
import io.millrace.edge.ops.Upkeep;
import io.millrace.node.Gate;
import io.millrace.node.SystemClock;
import io.millrace.node.follow.FactStreams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A whole edge on a free port, before a real node of two shards. */
final class TestEdge implements AutoCloseable {
  static final String JSON = "application/json";

  /** As an auditor would say it; the edge has none of its own. */
  private static final String AUDIT =
      """
      {"well":true,"shards":2,"facts":9,"checked":{"1":9},"broken":0,"violations":[],"damages":[]}
      """;

  /** As a node would say it. */
  private static final List<Long> SNAPSHOTS = List.of(7L, 9L);

  private static final List<OtherDisk> OTHER_DISKS =
      List.of(new OtherDisk("archive", 1_000, 10), new OtherDisk("snapshots", 1_000, 0));

  private static final int SHARDS = 2;
  private static final long SEED = 20_261_121;

  final TestNode gate;
  final EdgeServer server;
  final String operatorKey;
  final Credentials credentials;
  final InstantSource clock;
  final Limits limits;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Gate seenGate;
  private final TestListeners listeners;
  private long keys;

  TestEdge() {
    this(EdgeSettings.of("127.0.0.1", 0, "fsync"));
  }

  TestEdge(EdgeSettings settings) {
    this(settings, node -> node);
  }

  /** With something between the edge and its node. */
  TestEdge(Function<TestNode, Gate> between) {
    this(EdgeSettings.of("127.0.0.1", 0, "fsync"), between);
  }

  TestEdge(EdgeSettings settings, Function<TestNode, Gate> between) {
    Random seeded = new Random(SEED);
    RandomBytes random =
        bytes -> {
          synchronized (seeded) {
            seeded.nextBytes(bytes);
          }
        };
    operatorKey = OperatorKey.generate(random);
    NodeKey nodeKey = NodeKey.parse(NodeKey.generate(random));
    credentials = new Credentials(nodeKey.seal(random));
    PushedQueues pushed = new PushedQueues();
    gate = new TestNode(SHARDS, credentials, pushed);
    seenGate = between.apply(gate);
    clock = () -> Instant.ofEpochMilli(gate.nowMillis());
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    limits = Limits.standard(new SystemClock()::monotonicNanos, registry);
    listeners = new TestListeners(gate, nodeKey.seal(random), new EventBodies(credentials), pushed);
    server =
        new EdgeServer(
            settings,
            new EdgeParts(
                seenGate,
                gate::status,
                credentials,
                OperatorKey.parse(operatorKey),
                nodeKey,
                random,
                clock,
                new SystemClock()::monotonicNanos,
                registry,
                new Upkeep(
                    () -> AUDIT.getBytes(StandardCharsets.UTF_8),
                    () -> SNAPSHOTS.stream().map(CompletableFuture::completedFuture).toList(),
                    gate::readers,
                    () -> OTHER_DISKS),
                limits,
                listeners.hearing()));
    server.start();
  }

  /** What the edge takes for its node. */
  Gate gate() {
    return seenGate;
  }

  /** Returns once the port takes no more connections. */
  void awaitRefusedConnections() {
    boolean open = true;
    while (open) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        open = socket.isConnected();
      } catch (IOException e) {
        open = false;
      }
    }
  }

  /** How many listen to events now. */
  int listeners() {
    return listeners.streams().open();
  }

  List<Route> routes() {
    return server.routes();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  /** A request with a body as JSON; what is not a body is left out. */
  HttpRequest.Builder request(String method, String path, String token, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body.isEmpty()) {
      return request.method(method, HttpRequest.BodyPublishers.noBody());
    }
    return request
        .header("Content-Type", JSON)
        .method(method, HttpRequest.BodyPublishers.ofString(body));
  }

  Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response);
    } catch (IOException e) {
      throw new UncheckedIOException(request.toString(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With a key of its own, which routes that need none do not read. */
  Answer call(String method, String path, String token, String body) {
    return call(method, path, token, body, "key-" + ++keys);
  }

  Answer call(String method, String path, String token, String body, String key) {
    return send(request(method, path, token, body).header("Idempotency-Key", key).build());
  }

  Answer asOperator(String method, String path, String body) {
    return call(method, path, operatorKey, body);
  }

  FactStreams streams() {
    return listeners.streams();
  }

  /** Everything that is final leaves memory, once it may and the tables have it. */
  void archive(TestShop shop) {
    String position = shop.merchant("GET", "/skus/tea/stock", "").header("Millrace-Position");
    Answer there = shop.merchant("GET", "/orders?asOf=" + position, "");
    assertThat(there.status()).as(there.text()).isEqualTo(200);
    gate.pass(GIVEN_UP_STAY.toMillis());
    listeners.archive();
  }

  /** Takes an order out of the tables. */
  void lose(String order) {
    listeners.lose(order);
  }

  /** From now on nobody finds a table of the read model, and its follower cannot go on. */
  void mislay(String table) {
    listeners.mislay(table);
  }

  /** As before a stop: who listens hears that it is over. */
  void endStreams() {
    listeners.endStreams();
  }

  /** A shop with one SKU, {@code tea} at 19.99, and so many units of it. */
  TestShop shop(String id, int units) {
    return new TestShop(this, id, units);
  }

  @Override
  public void close() {
    listeners.endStreams();
    client.close();
    server.close();
    gate.node().endWaits(); // or pushing would wait for those that it asked for
    listeners.close();
    gate.close();
  }
}
