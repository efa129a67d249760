package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class DianaPropertiesTest {
  private static DianaProperties bound(String pause) {
    return new Binder(new MapConfigurationPropertySource(Map.of("diana.pause", pause)))
        .bind("diana", DianaProperties.class)
        .get();
  }

  @Test
  void shouldRefuseAPauseThatIsNone() {
    assertThat(bound("10ms").pause()).isEqualTo(Duration.ofMillis(10));
    assertThatThrownBy(() -> bound("0s"))
        .hasStackTraceContaining("diana.pause is PT0S, but PT0.01S is least");
  }
}
