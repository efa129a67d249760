package io.millrace.diana.idempotency;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bounds that bound nothing. */
final class IdempotencySettingsTest {
  private static void refused(String what, Duration running, Duration kept, int body, int answer) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new IdempotencySettings(Set.of("POST"), false, running, kept, body, answer))
        .withMessageStartingWith(what + " cannot be ");
  }

  @Test
  void shouldRefuseBoundsThatAreNone() {
    Duration second = Duration.ofSeconds(1);
    refused("running", Duration.ZERO, second, 1, 1);
    refused("kept", second, Duration.ofSeconds(-1), 1, 1);
    refused("bodyBytesMax", second, second, -1, 1);
    refused("bodyBytesMax", second, second, Integer.MAX_VALUE, 1);
    refused("answerBytesMax", second, second, 1, -1);
  }
}
