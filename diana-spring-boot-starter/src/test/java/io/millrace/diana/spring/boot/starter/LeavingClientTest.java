package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.shared.SharedAsk;
import io.millrace.diana.shared.SharedCounts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.WebFilter;

/** A client of a real Reactor Netty that leaves while its request is being decided. */
final class LeavingClientTest {
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  /** Shared counts that hold the first request back. */
  static final class SlowCounts implements SharedCounts {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch left = new CountDownLatch(1);
    final CountDownLatch mayAnswer = new CountDownLatch(1);
    volatile boolean interrupted;
    private final KeyHash.Seed seed = KeyHash.Seed.secret();

    @Override
    public boolean decide(SharedAsk ask) {
      asked.countDown();
      try {
        if (!mayAnswer.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return false;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
      for (int limit = 0; limit < ask.size(); limit++) {
        ask.answer(limit, 0, 1, 0);
      }
      return true;
    }

    @Override
    public boolean forget(String rule, long hashFirst, long hashSecond) {
      return true;
    }

    @Override
    public int nodes() {
      return 1;
    }

    @Override
    public KeyHash.Seed seed() {
      return seed;
    }

    @Override
    public boolean knows(Algorithm algorithm) {
      return true;
    }
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @RestController
  static class Shop {
    @Bean
    SlowCounts counts() {
      return new SlowCounts();
    }

    /** Before the limits: sees that the client has gone. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebFilter first(SlowCounts counts) {
      return (exchange, chain) -> chain.filter(exchange).doOnCancel(counts.left::countDown);
    }

    @GetMapping("/")
    String well() {
      return "well";
    }
  }

  @Test
  void shouldGiveBackWhatALeavingClientHeldAndInterruptNobody() throws Exception {
    Path policy =
        Files.writeString(
            folder.resolve("limits.yaml"),
            """
            version: 1
            rules:
              - name: at-a-time
                algorithm: {concurrency: {limit: 1}}
              - name: all
                counting: shared
                algorithm: {fixed-window: {limit: 5, period: 366d}}
            """);
    try (ConfigurableApplicationContext shop = start(policy)) {
      SlowCounts counts = shop.getBean(SlowCounts.class);
      int port = Integer.parseInt(shop.getEnvironment().getRequiredProperty("local.server.port"));
      try (Socket leaving = new Socket(InetAddress.getLoopbackAddress(), port)) {
        leaving
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(counts.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(counts.left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      counts.mayAnswer.countDown();
      assertThat(statusOnceDecided("http://127.0.0.1:" + port)).isEqualTo(200);
      assertThat(counts.interrupted).isFalse();
    }
  }

  /** The decision of the one that left may still be under way. */
  private static int statusOnceDecided(String url) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    CountDownLatch never = new CountDownLatch(1);
    int status = 429;
    for (int tries = 0; status == 429 && tries < 1_000; tries++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
      status = client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
    return status;
  }

  private static ConfigurableApplicationContext start(Path policy) {
    return new SpringApplicationBuilder(Shop.class)
        .web(WebApplicationType.REACTIVE)
        .bannerMode(Banner.Mode.OFF)
        .properties(
            "spring.cloud.gateway.server.webflux.enabled=false", // GatewayTest's
            "server.port=0",
            "server.address=127.0.0.1",
            "server.shutdown=immediate",
            "spring.reactor.netty.shutdown-quiet-period=0s",
            "diana.file=" + policy)
        .run();
  }
}
