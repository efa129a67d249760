package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.Ticker;
import io.millrace.diana.idempotency.AnswerStore;
import io.millrace.diana.idempotency.LocalAnswers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;
import redis.embedded.RedisServer;

/** An application that asks for the idempotency filter, on a real Tomcat and a real Netty. */
final class IdempotencyStarterTest {
  private static final String ONCE = "diana.idempotency.enabled=true";
  private static final String NO_LIMITS = "diana.enabled=false";

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Deque<ConfigurableApplicationContext> running = new ArrayDeque<>();

  /** What a user writes, and nothing about keys. */
  @SpringBootConfiguration
  @EnableAutoConfiguration
  @RestController
  static class Shop {
    private final AtomicInteger worked = new AtomicInteger();

    @PostMapping("/orders")
    ResponseEntity<String> order(@RequestBody String body) {
      return ResponseEntity.created(URI.create("/orders/" + worked.incrementAndGet()))
          .body(body + " " + worked);
    }

    @PostMapping("/refused")
    String refused() {
      throw new IllegalStateException("refused " + worked.incrementAndGet());
    }

    @ExceptionHandler(IllegalStateException.class)
    ResponseEntity<String> handled(IllegalStateException e) {
      return ResponseEntity.unprocessableContent().body(e.getMessage());
    }
  }

  /** Somebody authenticates, where Spring Security would. */
  static class Authenticated extends Shop {
    @Bean
    @Order(-100)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    WebFilter authentication() {
      return (exchange, chain) -> {
        String name = exchange.getRequest().getHeaders().getFirst("X-Account");
        return chain.filter(
            exchange.mutate().principal(Mono.justOrEmpty(name).map(it -> () -> it)).build());
      };
    }
  }

  /** A shop with a store of its own, which is full from the beginning. */
  static class OwnStore extends Shop {
    @Bean
    AnswerStore mine() {
      return new LocalAnswers(Ticker.ofMachine(), 0);
    }
  }

  @AfterEach
  void stop() {
    running.forEach(ConfigurableApplicationContext::close);
  }

  private String start(Class<?> shop, WebApplicationType type, String... properties) {
    List<String> all = new ArrayList<>(List.of(properties));
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
    running.push(started);
    return "http://127.0.0.1:" + started.getEnvironment().getProperty("local.server.port");
  }

  private HttpResponse<String> post(String url, String... more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofMinutes(2))
            .header("Idempotency-Key", "k")
            .POST(HttpRequest.BodyPublishers.ofString("tea"));
    if (more.length > 0) {
      request.headers(more);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  private static boolean isReplayed(HttpResponse<?> answer) {
    return answer.headers().firstValue("Idempotent-Replayed").isPresent();
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVLET", "REACTIVE"})
  void shouldDoOnceWhereThePropertiesAskForIt(WebApplicationType type) {
    String url = start(Shop.class, type, NO_LIMITS, ONCE, "diana.idempotency.body-max=3B");
    HttpResponse<String> first = post(url + "/orders");
    HttpResponse<String> again = post(url + "/orders");
    assertThat(again.body()).isEqualTo(first.body()).isEqualTo("tea 1");
    assertThat(again.headers().firstValue("Location")).hasValue("/orders/1");
    assertThat(isReplayed(again)).isTrue();
    // A handler's answer to an error is one like others.
    assertThat(post(url + "/refused").body()).isEqualTo("refused 2");
    HttpResponse<String> refusedAgain = post(url + "/refused");
    assertThat(refusedAgain.statusCode()).isEqualTo(422);
    assertThat(refusedAgain.body()).isEqualTo("refused 2");
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVLET", "REACTIVE"})
  void shouldCountARepeatBeforeItIsAnswered(WebApplicationType type) throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("limits.yaml"),
            """
            version: 1
            rules:
              - name: all
                algorithm: {fixed-window: {limit: 2, period: 366d}}
            """);
    String url = start(Shop.class, type, ONCE, "diana.file=" + policy);
    assertThat(post(url + "/orders").statusCode()).isEqualTo(201);
    HttpResponse<String> again = post(url + "/orders");
    assertThat(isReplayed(again)).isTrue();
    assertThat(again.headers().firstValue("RateLimit").orElse("")).startsWith("\"all\";r=0;");
    assertThat(post(url + "/orders").statusCode()).isEqualTo(429);
  }

  /** Nobody reads another's answer. */
  @Test
  void shouldKnowWhoHasAuthenticated() {
    String url = start(Authenticated.class, WebApplicationType.REACTIVE, NO_LIMITS, ONCE);
    assertThat(post(url + "/orders", "X-Account", "ann").body()).isEqualTo("tea 1");
    assertThat(post(url + "/orders", "X-Account", "bob").body()).isEqualTo("tea 2");
    assertThat(post(url + "/orders").body()).isEqualTo("tea 3");
    assertThat(post(url + "/orders", "X-Account", "ann").body()).isEqualTo("tea 1");
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVLET", "REACTIVE"})
  void shouldStandAsideWhereNobodyAsksForIt(WebApplicationType type) {
    String url = start(Shop.class, type, NO_LIMITS);
    assertThat(post(url + "/orders").body()).isEqualTo("tea 1");
    assertThat(post(url + "/orders").body()).isEqualTo("tea 2");
  }

  @Test
  void shouldKeepAStoreOfTheApplicationsOwn() {
    String url = start(OwnStore.class, WebApplicationType.REACTIVE, NO_LIMITS, ONCE);
    assertThat(post(url + "/orders").statusCode()).isEqualTo(503);
  }

  /** One of them on servlets, one on WebFlux: to both a request is the same. */
  @Test
  void shouldRememberTogetherInRedis() throws IOException {
    int port = freePort();
    RedisServer redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
    redis.start();
    String[] properties = {
      NO_LIMITS,
      ONCE,
      "diana.redis.uri=redis://127.0.0.1:" + port,
      "diana.redis.secret=told to nobody",
      "diana.redis.bound=20s"
    };
    String one;
    String two;
    try {
      one = start(Shop.class, WebApplicationType.SERVLET, properties);
      two = start(Shop.class, WebApplicationType.REACTIVE, properties);
      assertThat(post(one + "/orders").body()).isEqualTo("tea 1");
      HttpResponse<String> again = post(two + "/orders");
      assertThat(again.body()).isEqualTo("tea 1");
      assertThat(isReplayed(again)).isTrue();
      assertThat(post(two + "/refused").body()).isEqualTo("refused 1");
      assertThat(post(one + "/refused").body()).isEqualTo("refused 1");
    } finally {
      redis.stop();
    }
    assertThat(post(one + "/orders").statusCode()).isEqualTo(503);
    assertThat(post(two + "/orders").statusCode()).isEqualTo(503);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
