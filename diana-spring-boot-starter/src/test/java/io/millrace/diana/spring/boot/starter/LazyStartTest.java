package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application whose beans are made when somebody asks for them. */
final class LazyStartTest {
  private static final String LAZY = "spring.main.lazy-initialization=true";

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
  @EnumSource(names = {"SERVLET", "REACTIVE"})
  void shouldLimitTheFirstRequestAlready(WebApplicationType type) throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("limits.yaml"),
            """
            version: 1
            rules:
              - name: one
                algorithm: {fixed-window: {limit: 1, period: 366d}}
            """);
    try (Listening shop = new Listening(Shop.class, type, LAZY, "diana.file=" + policy)) {
      assertThat(shop.get("/").headers().firstValue("RateLimit-Policy")).isPresent();
      assertThat(shop.get("/").statusCode()).isEqualTo(429);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVLET", "REACTIVE"})
  void shouldNotStartWithoutAPolicy(WebApplicationType type) {
    assertThatThrownBy(() -> new Listening(Shop.class, type, LAZY).close())
        .hasStackTraceContaining("Diana has no policy");
  }
}
