package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.diana.Diana;
import io.millrace.diana.Ticker;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.rule.Keys;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import redis.embedded.RedisServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application on a real Tomcat, and the same on a real Reactor Netty. */
final class StarterTest {
  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable ConfigurableApplicationContext application;

  /** What a user writes, and nothing about limits. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  @RestController
  static class Shop {
    @GetMapping({"/", "/one", "/shaped"})
    String well() {
      return "well";
    }

    @GetMapping("/fails")
    String fails() {
      throw new IllegalStateException("as it happens");
    }
  }

  /** A shop that makes its limiter itself. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  @RestController
  static class OwnLimiter {
    @Bean
    Diana mine() {
      return new Diana(
          Policy.of(
              Rule.limit(
                  "own", Limit.of(new FixedWindow(1, 1_000_000_000L), Keys.header("X-Key")))));
    }

    @GetMapping("/")
    String well() {
      return "well";
    }
  }

  @AfterEach
  void stop() {
    ConfigurableApplicationContext running = application;
    if (running != null) {
      running.close();
    }
  }

  private Path policy(int limit) throws IOException {
    return Files.writeString(
        folder.resolve("limits.yaml"),
        """
        version: 1
        rules:
          - name: per-key
            by: [{header: X-Key}]
            algorithm: {fixed-window: {limit: %d, period: 1d}}
          - name: one
            when: {resource: [GET /fails, GET /one]}
            status: 503
            algorithm: {concurrency: {limit: 1}}
          - name: shaped
            when: {resource: [GET /shaped]}
            algorithm: {leaky-queue: {limit: 20, period: 1s, queue: 5}}
        """
            .formatted(limit));
  }

  private String start(Class<?> shop, WebApplicationType type, String... properties) {
    List<String> all = new ArrayList<>(Arrays.asList(properties));
    all.add("spring.cloud.gateway.server.webflux.enabled=false"); // GatewayTest's
    all.add("server.port=0");
    all.add("server.shutdown=immediate");
    all.add("spring.reactor.netty.shutdown-quiet-period=0s");
    all.add("server.address=127.0.0.1");
    ConfigurableApplicationContext started =
        new SpringApplicationBuilder(shop)
            .web(type)
            .bannerMode(Banner.Mode.OFF)
            .properties(all.toArray(String[]::new))
            .run();
    application = started;
    return "http://127.0.0.1:" + started.getEnvironment().getProperty("local.server.port");
  }

  private HttpResponse<String> get(String url, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  private static String field(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVLET", "REACTIVE"})
  void shouldLimitAnApplicationThatOnlyNamesAFile(WebApplicationType type) throws IOException {
    String url = start(Shop.class, type, "diana.file=" + policy(2), "diana.pause=10ms");
    HttpResponse<String> first = get(url, "X-Key", "k");
    assertThat(first.body()).isEqualTo("well");
    assertThat(field(first, "RateLimit-Policy")).isEqualTo("\"per-key\";q=2;w=86400");
    assertThat(field(first, "RateLimit")).startsWith("\"per-key\";r=1;t=");
    assertThat(get(url, "X-Key", "k").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = get(url, "X-Key", "k");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(field(refused, "Content-Type")).startsWith("application/problem+json");
    assertThat(field(refused, "Retry-After")).isNotEmpty();
    assertThat(refused.body()).contains("\"violated-policies\":[\"per-key\"]");

    policy(1_000); // followed while it runs
    HttpResponse<String> later = get(url, "X-Key", "k");
    while (later.statusCode() == 429) {
      later = get(url, "X-Key", "k");
    }
    assertThat(field(later, "RateLimit-Policy")).isEqualTo("\"per-key\";q=1000;w=86400");
    shouldGiveBackAndHoldBack(url);
  }

  /** A handler that throws gives back what it held; one that is shaped comes later. */
  private void shouldGiveBackAndHoldBack(String url) {
    assertThat(get(url + "/fails").statusCode()).isEqualTo(500);
    HttpResponse<String> next = get(url + "/one");
    while (next.statusCode() == 503) {
      next = get(url + "/one"); // the answer may arrive a moment before it is given back
    }
    assertThat(next.statusCode()).isEqualTo(200);
    long begin = Ticker.ofMachine().nanos();
    for (int request = 0; request < 4; request++) {
      assertThat(get(url + "/shaped").statusCode()).isEqualTo(200);
    }
    assertThat(Ticker.ofMachine().nanos() - begin).isGreaterThanOrEqualTo(150_000_000);
  }

  /** Two processes, as far as Redis can tell, of which the first starts before Redis does. */
  @Test
  void shouldCountTogetherInRedis() throws IOException {
    int port = freePort();
    RedisServer redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
    Path shared =
        Files.writeString(
            folder.resolve("shared.yaml"),
            """
            version: 1
            rules:
              - name: all
                counting: shared
                on-failure: closed
                algorithm: {fixed-window: {limit: 5, period: 366d}}
            """);
    String[] properties = {
      "diana.file=" + shared,
      "diana.redis.uri=redis://127.0.0.1:" + port,
      "diana.redis.secret=told to nobody",
      "diana.redis.bound=20s"
    };
    String url = start(Shop.class, WebApplicationType.SERVLET, properties);
    assertThat(get(url).statusCode()).isEqualTo(503);
    redis.start();
    try {
      HttpResponse<String> answer = get(url);
      while (answer.statusCode() == 503) {
        answer = get(url);
      }
      assertThat(field(answer, "RateLimit")).startsWith("\"all\";r=4;");
      stop();
      String second = start(Shop.class, WebApplicationType.REACTIVE, properties);
      assertThat(field(get(second), "RateLimit")).startsWith("\"all\";r=3;");
    } finally {
      stop();
      application = null;
      redis.stop();
    }
  }

  /** Spring's own paths know no way up, and look on the class path first. */
  @Test
  void shouldReadAFileFurtherUp() throws IOException {
    Path further = Path.of("").toAbsolutePath().relativize(policy(7));
    assertThat(further.toString()).startsWith("..");
    String url = start(Shop.class, WebApplicationType.SERVLET, "diana.file=" + further);
    assertThat(field(get(url, "X-Key", "k"), "RateLimit-Policy")).contains("\"per-key\";q=7;");
  }

  /** Whoever knows how keys are hashed can aim at another's count. */
  @Test
  void shouldNotStartWithASeedThatEverybodyKnows() throws IOException {
    String file = "diana.file=" + policy(1);
    String uri = "diana.redis.uri=redis://127.0.0.1:1";
    assertThatThrownBy(() -> start(Shop.class, WebApplicationType.SERVLET, file, uri))
        .hasStackTraceContaining("diana.redis.secret is missing");
    assertThatThrownBy(() ->
            start(
                Shop.class,
                WebApplicationType.SERVLET,
                file,
                uri,
                "diana.redis.secret=${NOBODY_HAS_SET_THIS}"))
        .hasStackTraceContaining("diana.redis.secret is ${NOBODY_HAS_SET_THIS}");
  }

  @Test
  void shouldNameThePropertyThatIsNoAddress() throws IOException {
    assertThatThrownBy(() ->
            start(
                Shop.class,
                WebApplicationType.SERVLET,
                "diana.file=" + policy(1),
                "diana.redis.secret=told to nobody",
                "diana.redis.uri=redis.host:6379"))
        .hasStackTraceContaining("diana.redis.uri: ");
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Test
  void shouldTellEditorsWhatCanBeSaid() throws IOException {
    try (InputStream in =
        getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      String metadata =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      JsonNode told = new JsonMapper().readTree(metadata).get("properties");
      Map<String, String> descriptions = new TreeMap<>();
      told.forEach(property ->
          descriptions.put(
              property.get("name").asString(), property.get("description").asString()));
      assertThat(descriptions.keySet())
          .containsExactly(
              "diana.enabled",
              "diana.file",
              "diana.idempotency.answer-max",
              "diana.idempotency.body-max",
              "diana.idempotency.enabled",
              "diana.idempotency.kept",
              "diana.idempotency.memory",
              "diana.idempotency.methods",
              "diana.idempotency.order",
              "diana.idempotency.required",
              "diana.idempotency.running",
              "diana.order",
              "diana.pause",
              "diana.redis.bound",
              "diana.redis.namespace",
              "diana.redis.node",
              "diana.redis.nodes",
              "diana.redis.secret",
              "diana.redis.uri",
              "diana.remote.copy",
              "diana.remote.long-poll",
              "diana.remote.url",
              "diana.trusted-proxies");
      assertThat(descriptions.values()).allMatch(description -> description.length() > 10);
    }
  }

  @Test
  void shouldKeepALimiterOfTheApplicationsOwn() {
    String url = start(OwnLimiter.class, WebApplicationType.SERVLET);
    assertThat(field(get(url, "X-Key", "k"), "RateLimit-Policy")).isEqualTo("\"own\";q=1;w=1");
  }

  @Test
  void shouldStandAsideWhenItIsSwitchedOff() {
    String url = start(Shop.class, WebApplicationType.SERVLET, "diana.enabled=false");
    assertThat(get(url, "X-Key", "k").headers().firstValue("RateLimit-Policy")).isEmpty();
  }

  @Test
  void shouldNotStartWithoutAPolicyOrWithABadOne() throws IOException {
    assertThatThrownBy(() -> start(Shop.class, WebApplicationType.SERVLET))
        .hasStackTraceContaining("Diana has no policy");
    assertThatThrownBy(
            () -> start(Shop.class, WebApplicationType.SERVLET, "diana.file=nosuch.yaml"))
        .hasStackTraceContaining("Diana has no policy: nosuch.yaml is not there");
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "version: 1\nrules: [{}]");
    assertThatThrownBy(() -> start(Shop.class, WebApplicationType.SERVLET, "diana.file=" + bad))
        .hasStackTraceContaining("bad.yaml:2:9: rules[0]: lacks name");
  }
}
