package io.millrace.diana.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.millrace.diana.Diana;
import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.LeakyQueue;
import io.millrace.diana.algorithm.SlidingCounter;
import io.millrace.diana.algorithm.TokenBucket;
import io.millrace.diana.rule.AddressBlock;
import io.millrace.diana.rule.Conditions;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Route;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.OuterList;
import org.greenbytes.http.sfv.Parser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same rules before the JDK's server and before Tomcat, over real sockets. */
final class FiltersTest {
  private static final long MINUTE = 60_000_000_000L;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Long> held = new CopyOnWriteArrayList<>();
  private final CountDownLatch slowArrived = new CountDownLatch(1);
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);

  @TempDir Path folder;

  enum Server {
    JDK,
    TOMCAT
  }

  @AfterEach
  void stop() throws Exception {
    slowMayEnd.countDown();
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static Policy policy() {
    return Policy.of(
        Rule.limit("per-key", Limit.of(new SlidingCounter(2, MINUTE), Keys.header("X-Key"))),
        Rule.limit("per-address", Limit.of(new TokenBucket(50, MINUTE, 100), Keys.address())),
        Rule.limit("shadow", Limit.of(new FixedWindow(1, MINUTE), Keys.header("X-Key")).shadowed()),
        Rule.limit("slow", Limit.of(new Concurrency(1)).withStatus(503))
            .when(Conditions.routes(List.of(Route.of("GET /slow")))),
        Rule.limit("shaped", Limit.of(new LeakyQueue(2, MINUTE, 5)))
            .when(Conditions.routes(List.of(Route.of("GET /shaped")))),
        Rule.limit("account", Limit.of(new FixedWindow(1, MINUTE), Keys.attribute("account"))),
        Rule.deny("bad", Conditions.header("X-Bad", List.of("yes"))));
  }

  private String start(Server server) {
    Diana diana = new Diana(policy());
    Proxies proxies = new Proxies(List.of(AddressBlock.of("127.0.0.0/8"), AddressBlock.of("::1")));
    try {
      return server == Server.JDK ? jdk(diana, proxies) : tomcat(diana, proxies);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String jdk(Diana diana, Proxies proxies) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server
        .createContext(
            "/",
            exchange -> {
              serve(exchange.getRequestURI().getPath());
              exchange.sendResponseHeaders(204, -1);
              exchange.close();
            })
        .getFilters()
        .add(
            new DianaHttpFilter(
                diana,
                (exchange, name) -> exchange.getRequestHeaders().getFirst("X-" + name),
                exchange -> cost(exchange.getRequestHeaders().getFirst("X-Cost")),
                proxies,
                held::add));
    server.start();
    open.add(() -> server.stop(0));
    return "http://localhost:" + server.getAddress().getPort();
  }

  private String tomcat(Diana diana, Proxies proxies) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.setHostname("localhost");
    tomcat.getConnector();
    Context context = tomcat.addContext("", folder.toString());
    FilterDef filter = new FilterDef();
    filter.setFilterName("diana");
    filter.setFilter(
        new DianaServletFilter(
            diana,
            (request, name) -> request.getHeader("X-" + name),
            request -> cost(request.getHeader("X-Cost")),
            proxies,
            held::add));
    context.addFilterDef(filter);
    FilterMap map = new FilterMap();
    map.setFilterName("diana");
    map.addURLPattern("/*");
    context.addFilterMap(map);
    Tomcat.addServlet(context, "all", new All());
    context.addServletMappingDecoded("/*", "all");
    tomcat.start();
    open.add(() -> {
      tomcat.stop();
      tomcat.destroy();
    });
    return "http://localhost:" + tomcat.getConnector().getLocalPort();
  }

  private static long cost(@Nullable String cost) {
    return cost == null ? 1 : Long.parseLong(cost);
  }

  private final class All extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      serve(request.getRequestURI());
      response.setStatus(204);
    }
  }

  private void serve(String path) {
    if (path.equals("/slow")) {
      slowArrived.countDown();
      try {
        slowMayEnd.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private HttpResponse<String> get(String url, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  /** The field as a library for structured fields reads it: name → parameters. */
  private static Map<String, Map<String, Object>> parsed(HttpResponse<?> response, String field) {
    OuterList list = Parser.parseList(String.join(", ", response.headers().allValues(field)));
    Map<String, Map<String, Object>> items = new TreeMap<>();
    for (ListElement<?> each : list.get()) {
      Map<String, Object> parameters = new TreeMap<>();
      each.getParams().forEach((name, value) -> parameters.put(name, ((Item<?>) value).get()));
      items.put((String) ((Item<?>) each).get(), parameters);
    }
    return items;
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldTellLimitsInStructuredFields(Server server) {
    String url = start(server) + "/";
    HttpResponse<String> first = get(url, "X-Key", "k");
    assertThat(first.statusCode()).isEqualTo(204);
    assertThat(parsed(first, "RateLimit-Policy"))
        .isEqualTo(
            Map.of(
                "per-key", Map.of("q", 2L, "w", 60L),
                "per-address", Map.of("q", 100L, "w", 120L)));
    assertThat(parsed(first, "RateLimit").get("per-key")).containsEntry("r", 1L);
    assertThat(parsed(first, "RateLimit").get("per-address")).isEqualTo(Map.of("r", 99L, "t", 2L));
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldRefuseWithAProblemAndATimeToComeAgain(Server server) {
    String url = start(server) + "/";
    assertThat(get(url, "X-Key", "k").statusCode()).isEqualTo(204);
    assertThat(get(url, "X-Key", "k").statusCode()).isEqualTo(204);
    HttpResponse<String> refused = get(url, "X-Key", "k");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(refused.body())
        .isEqualTo(
            "{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                + "\"title\":\"More was asked than is allowed\",\"status\":429,"
                + "\"violated-policies\":[\"per-key\"]}");
    long retryAfter = refused.headers().firstValueAsLong("Retry-After").orElse(0);
    assertThat(retryAfter).isBetween(1L, 120L);
    assertThat(parsed(refused, "RateLimit").get("per-key")).containsEntry("r", 0L);
    assertThat(parsed(refused, "RateLimit").get("per-key"))
        .hasEntrySatisfying("t", t -> assertThat((long) t).isBetween(1L, retryAfter));
    assertThat(get(url, "X-Key", "other").statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldDeny(Server server) {
    HttpResponse<String> denied = get(start(server) + "/", "X-Bad", "yes");
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.headers().firstValue("Retry-After")).isEmpty();
    assertThat(denied.body()).contains("\"violated-policies\":[\"bad\"]");
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldCountWhatTheServerKnowsOfTheCaller(Server server) {
    String url = start(server) + "/";
    assertThat(get(url, "X-account", "ann").statusCode()).isEqualTo(204);
    assertThat(get(url, "X-account", "ann").statusCode()).isEqualTo(429);
    assertThat(get(url, "X-account", "bob").statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldCountWhatARequestCosts(Server server) {
    String url = start(server) + "/";
    HttpResponse<String> dear = get(url, "X-Key", "k", "X-Cost", "2");
    assertThat(parsed(dear, "RateLimit").get("per-key")).containsEntry("r", 0L);
    assertThat(get(url, "X-Key", "k").statusCode()).isEqualTo(429);
    assertThat(get(url, "X-Key", "k", "X-Cost", "0").statusCode()).isEqualTo(204);
    assertThat(get(url, "X-Key", "other", "X-Cost", "3").statusCode()).isEqualTo(429);
  }

  /** The client behind our proxy counts, and what he himself writes in front does not. */
  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldCountTheClientBehindProxies(Server server) {
    String url = start(server) + "/";
    HttpResponse<String> one = get(url, "X-Forwarded-For", "1.1.1.1, 192.0.2.1, 127.0.0.9");
    assertThat(parsed(one, "RateLimit").get("per-address")).containsEntry("r", 99L);
    HttpResponse<String> same = get(url, "X-Forwarded-For", "2.2.2.2, 192.0.2.1");
    assertThat(parsed(same, "RateLimit").get("per-address")).containsEntry("r", 98L);
    HttpResponse<String> other = get(url, "X-Forwarded-For", "192.0.2.2");
    assertThat(parsed(other, "RateLimit").get("per-address")).containsEntry("r", 99L);
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldGiveBackWhenARequestEnds(Server server) throws InterruptedException {
    String url = start(server) + "/slow";
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    slowArrived.await();
    HttpResponse<String> refused = get(url);
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("temporary-reduced-capacity");
    assertThat(parsed(refused, "RateLimit-Policy").get("slow"))
        .isEqualTo(Map.of("q", 1L, "qu", "concurrent-requests"));
    slowMayEnd.countDown();
    assertThat(slow.join().statusCode()).isEqualTo(204);
    // The answer may arrive a moment before the filter has given back.
    HttpResponse<String> again = get(url);
    while (again.statusCode() == 503) {
      again = get(url);
    }
    assertThat(again.statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void shouldHoldBackWhatAShaperAdmitsLater(Server server) {
    String url = start(server) + "/shaped";
    assertThat(get(url).statusCode()).isEqualTo(204);
    assertThat(get(url).statusCode()).isEqualTo(204);
    assertThat(held.get(0)).isZero();
    assertThat(held.get(1)).isBetween(MINUTE / 2 - 10_000_000_000L, MINUTE / 2);
  }
}
