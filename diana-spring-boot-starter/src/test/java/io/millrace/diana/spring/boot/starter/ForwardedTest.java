package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Servers that read X-Forwarded-For themselves, and hand on whom it names as the peer. */
final class ForwardedTest {
  private static final String FOR = "X-Forwarded-For";

  @TempDir Path folder;

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @RestController
  static class Shop {
    @GetMapping("/")
    String well() {
      return "well";
    }
  }

  @ParameterizedTest
  @CsvSource({"SERVLET,framework", "SERVLET,native", "REACTIVE,framework", "REACTIVE,native"})
  void shouldKnowTheAddressThatTheServerReads(WebApplicationType type, String strategy)
      throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("limits.yaml"),
            """
            version: 1
            rules:
              - name: unwanted
                kind: deny
                when: {address: [198.51.100.0/24]}
              - name: per-address
                by: [address]
                algorithm: {fixed-window: {limit: 1, period: 366d}}
            """);
    try (Listening shop =
        new Listening(
            Shop.class,
            type,
            "server.forward-headers-strategy=" + strategy,
            "diana.file=" + policy)) {
      assertThat(shop.get("/", FOR, "203.0.113.7").statusCode()).isEqualTo(200);
      assertThat(shop.get("/", FOR, "203.0.113.7").statusCode()).isEqualTo(429);
      assertThat(shop.get("/", FOR, "203.0.113.8").statusCode()).isEqualTo(200);
      assertThat(shop.get("/", FOR, "2001:db8::7").statusCode()).isEqualTo(200);
      assertThat(shop.get("/", FOR, "2001:db8::8").statusCode()).isEqualTo(429); // its /64
      assertThat(shop.get("/", FOR, "198.51.100.9").statusCode()).isEqualTo(403);
    }
  }
}
