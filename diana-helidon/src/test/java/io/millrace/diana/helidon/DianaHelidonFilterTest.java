package io.millrace.diana.helidon;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.millrace.diana.Diana;
import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.http.Proxies;
import io.millrace.diana.rule.AddressBlock;
import io.millrace.diana.rule.Conditions;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Route;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real server on a real socket. */
final class DianaHelidonFilterTest {
  private static final long MINUTE = 60_000_000_000L;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Long> held = new CopyOnWriteArrayList<>();
  private final Diana diana =
      new Diana(
          Policy.of(
              Rule.limit("per-key", Limit.of(new FixedWindow(2, MINUTE), Keys.header("X-Key"))),
              Rule.limit(
                  "account", Limit.of(new FixedWindow(1, MINUTE), Keys.attribute("account"))),
              Rule.limit("per-address", Limit.of(new TokenBucket(50, MINUTE, 100), Keys.address())),
              Rule.limit("shaped", Limit.of(new LeakyQueue(2, MINUTE, 5)))
                  .when(Conditions.routes(List.of(Route.of("GET /shaped")))),
              Rule.limit("one", Limit.of(new Concurrency(1)).withStatus(503))
                  .when(Conditions.routes(List.of(Route.of("GET /fails"), Route.of("GET /one"))))));
  private WebServer server = WebServer.builder().build();

  @BeforeEach
  void start() {
    DianaHelidonFilter filter =
        new DianaHelidonFilter(
            diana,
            (request, name) -> request.query().first(name).orElse(null),
            request -> request.query().first("cost").map(Long::parseLong).orElse(1L),
            new Proxies(List.of(AddressBlock.of("127.0.0.0/8"), AddressBlock.of("::1"))),
            held::add);
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .routing(routing ->
                routing
                    .addFilter(filter)
                    .get(
                        "/fails",
                        (request, response) -> {
                          throw new IllegalStateException("as it happens");
                        })
                    .any((request, response) -> response.send("well")))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private HttpResponse<String> get(String path, String... headers) {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  private static String field(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void shouldTellAndRefuse() {
    HttpResponse<String> first = get("/", "X-Key", "k");
    assertThat(first.body()).isEqualTo("well");
    assertThat(field(first, "RateLimit-Policy")).contains("\"per-key\";q=2;w=60");
    assertThat(field(first, "RateLimit")).contains("\"per-key\";r=1");
    assertThat(get("/", "X-Key", "k").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = get("/", "X-Key", "k");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(field(refused, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(Integer.parseInt(field(refused, "Retry-After"))).isBetween(1, 60);
    assertThat(refused.body()).contains("\"violated-policies\":[\"per-key\"]");
    assertThat(get("/", "X-Key", "other").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldCountWhatARequestCosts() {
    assertThat(field(get("/?cost=2", "X-Key", "k"), "RateLimit")).contains("\"per-key\";r=0;t=");
    assertThat(get("/", "X-Key", "k").statusCode()).isEqualTo(429);
    assertThat(get("/?cost=3", "X-Key", "other").statusCode()).isEqualTo(429);
  }

  @Test
  void shouldCountTheCallerAndTheClientBehindProxies() {
    assertThat(get("/?account=ann").statusCode()).isEqualTo(200);
    assertThat(get("/?account=ann").statusCode()).isEqualTo(429);
    assertThat(get("/?account=bob").statusCode()).isEqualTo(200);
    String one = field(get("/", "X-Forwarded-For", "1.1.1.1, 192.0.2.1"), "RateLimit");
    assertThat(one).contains("\"per-address\";r=99");
    String same = field(get("/", "X-Forwarded-For", "2.2.2.2, 192.0.2.1"), "RateLimit");
    assertThat(same).contains("\"per-address\";r=98");
  }

  /** Or all who come through a local socket, or by a name, were limited by nothing. */
  @Test
  void shouldNotTakeAnAddressThatIsNoneForAMissingOne() throws UnknownHostException {
    InetAddress there = InetAddress.getByAddress(new byte[] {10, 0, 0, 7});
    assertThat(HelidonRequest.text(new InetSocketAddress(there, 80))).isEqualTo("10.0.0.7");
    assertThat(HelidonRequest.text(InetSocketAddress.createUnresolved("a", 1))).isEqualTo("a");
    assertThat(HelidonRequest.text(UnixDomainSocketAddress.of(""))).isEmpty();
    assertThat(HelidonRequest.text(null)).isNull();
  }

  /** A handler that throws must not keep what it held. */
  @Test
  void shouldGiveBackWhenAHandlerThrows() {
    assertThat(get("/fails").statusCode()).isEqualTo(500);
    HttpResponse<String> next = get("/one");
    while (next.statusCode() == 503) {
      next = get("/one"); // the answer may arrive a moment before the filter has given back
    }
    assertThat(next.statusCode()).isEqualTo(200);
  }

  /** The server routes by the path of what it has parsed, so a rule has to, too. */
  @Test
  void shouldSeeThePathBehindAHost() throws IOException {
    for (String target : List.of("/shaped", "http://evil/shaped", "http:/shaped", "x:/shaped")) {
      assertThat(head(target)).as(target).startsWith("HTTP/1.1 200").contains("\"shaped\";r=");
    }
  }

  private String head(String target) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      StringBuilder head = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        head.append(line).append('\n');
      }
      return head.toString();
    }
  }

  @Test
  void shouldHoldBackWhatAShaperAdmitsLater() {
    get("/shaped");
    get("/shaped");
    assertThat(held.get(0)).isZero();
    assertThat(held.get(1)).isBetween(MINUTE / 2 - 10_000_000_000L, MINUTE / 2);
  }
}
