package io.millrace.diana.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Verdict;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The body of a refusal. */
final class RefusalTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void shouldBeJsonInACountryWithOtherDigits() {
    Locale.setDefault(new Locale("ar", "EG"));
    Diana diana =
        new Diana(
            Policy.of(Rule.limit("one", Rule.Limit.of(new FixedWindow(1, Duration.ofDays(1))))));
    Request request = Request.of(attribute -> null);
    assertThat(diana.decide(request).isAdmitted()).isTrue();
    Verdict refused = diana.decide(request);
    assertThat(new String(Refusal.body(refused), StandardCharsets.UTF_8))
        .contains("\"status\":429,\"violated-policies\":[\"one\"]");
  }
}
