package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a registry of Micrometer knows of the limits. */
final class MetricsTest {
  private static final long DAY = 86_400_000_000_000L;

  private static final Request ANY = Request.of(name -> null);

  private static Rule limit(String name, long most) {
    return Rule.limit(name, Limit.of(new FixedWindow(most, 366 * DAY)));
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @Import(LimitsController.class)
  @RestController
  static class Shop {
    @Bean
    MeterRegistry registry() {
      return new SimpleMeterRegistry();
    }

    @Bean
    Diana diana() {
      return new Diana(Policy.of(limit("generous", 10), limit("strict", 1)));
    }

    @GetMapping("/")
    String well() {
      return "well";
    }
  }

  @Test
  void shouldCountWhatEachRuleSays() {
    try (Listening shop = new Listening(Shop.class, WebApplicationType.SERVLET)) {
      for (int request = 0; request < 3; request++) {
        shop.get("/");
      }
      MeterRegistry registry = shop.bean(MeterRegistry.class);
      assertThat(outcome(registry, "strict", "admitted")).isEqualTo(1);
      assertThat(outcome(registry, "strict", "refused")).isEqualTo(2);
      assertThat(outcome(registry, "strict", "would_refuse")).isZero();
      assertThat(outcome(registry, "strict", "failed")).isZero();
      assertThat(registry.get("diana.keys").tag("rule", "strict").gauge().value()).isEqualTo(1);
      assertThat(registry.get("diana.memory").tag("rule", "strict").gauge().value()).isPositive();
      assertThat(registry.get("diana.alone").gauge().value()).isZero();
      shouldShowMore(shop);
    }
  }

  /** What the page says that one may write oneself. */
  private static void shouldShowMore(Listening shop) {
    LimitsController limits = shop.bean(LimitsController.class);
    assertThat(limits.reset("strict", "ann")).isTrue();
    assertThat(shop.get("/internal/limits").body())
        .contains("{\"rule\":\"strict\",", "\"refused\":2,");
    assertThat(limits.reset("strict", "ann")).isTrue(); // to ask is a request, too
    assertThat(shop.get("/internal/limits/explain?account=ann").body())
        .contains("\"says\":\"REFUSES\"", "\"says\":\"ADMITS\"");
    assertThat(limits.reset("strict", "ann")).isTrue();
    assertThat(shop.get("/internal/limits/hottest").body()).startsWith("[");
  }

  /** A registry for each system that is told, say; rules of one name go on counting in all. */
  @Test
  void shouldComeAndGoWithThePolicy() {
    Diana diana = new Diana(Policy.of(limit("stays", 10), limit("goes", 1)));
    diana.decide(ANY);
    List<MeterRegistry> registries = List.of(new SimpleMeterRegistry(), new SimpleMeterRegistry());
    registries.forEach(new DianaMetrics(diana)::bindTo);

    diana.use(Policy.of(limit("stays", 20), limit("comes", 1)));
    diana.decide(ANY);

    for (MeterRegistry registry : registries) {
      assertThat(registry.getMeters())
          .extracting(meter -> meter.getId().getTag("rule"))
          .containsOnly("stays", "comes", null);
      assertThat(outcome(registry, "stays", "admitted")).isEqualTo(2);
      assertThat(outcome(registry, "comes", "admitted")).isEqualTo(1);
      assertThat(registry.getMeters()).extracting(Meter::getId).doesNotHaveDuplicates().hasSize(13);
    }
  }

  private static double outcome(MeterRegistry registry, String rule, String outcome) {
    FunctionCounter counter =
        registry.get("diana.limits").tag("rule", rule).tag("outcome", outcome).functionCounter();
    return counter.count();
  }
}
