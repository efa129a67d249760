package io.millrace.delivery.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a user may say, and what the promises rest on. */
class KafkaSettingsTest {
  private static final String SERVERS = "one:9092,two:9092";

  @Test
  void shouldTakeWhoItIsAndHowItIsEncrypted() {
    KafkaSettings settings =
        KafkaSettings.of(
            SERVERS,
            "facts",
            Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.jaas.config",
                "x",
                "compression.type",
                "gzip"));
    assertThat(settings.producer(3))
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.jaas.config", "x")
        .containsEntry("compression.type", "gzip")
        .containsEntry("transactional.id", "millrace.facts.3")
        .containsEntry("acks", "all");
    assertThat(settings.consumer())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("isolation.level", "read_committed")
        .doesNotContainKey("compression.type");
  }

  /** Half a second for each cursor that is read: at a start, and after each failure. */
  @Test
  void shouldNotWaitForMoreThanIsThere() {
    KafkaSettings settings = KafkaSettings.of(SERVERS, "facts", Map.of());
    assertThat(settings.consumer()).containsEntry("fetch.max.wait.ms", 20);
  }

  @Test
  void shouldRefuseWhatWouldBreakAPromise() {
    for (String name : new String[] {"acks", "transactional.id", "enable.idempotence", "x"}) {
      assertThatThrownBy(() -> KafkaSettings.of(SERVERS, "facts", Map.of(name, "1")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name + " is not to be set");
    }
    assertThatThrownBy(() -> KafkaSettings.of(SERVERS, "facts", Map.of("compression.type", "zstd")))
        .hasMessageContaining("compression.type must be one of [none, gzip]");
  }

  @Test
  void shouldRefuseWhatIsNoAddressOrTopic() {
    for (String servers : new String[] {"", "one", "one:", "one:9092,", "one:9092 two:9092"}) {
      assertThatThrownBy(() -> KafkaSettings.of(servers, "facts", Map.of()))
          .hasMessageContaining("HOST:PORT");
    }
    for (String topic : new String[] {"", "a b", "x".repeat(201)}) {
      assertThatThrownBy(() -> KafkaSettings.of(SERVERS, topic, Map.of()))
          .hasMessageContaining("the topic must be");
    }
  }
}
