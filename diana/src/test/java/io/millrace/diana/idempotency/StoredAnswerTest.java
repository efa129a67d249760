package io.millrace.diana.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that the filter itself gives. */
final class StoredAnswerTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void shouldBeJsonInACountryWithOtherDigits() {
    Locale.setDefault(new Locale("ar", "EG"));
    StoredAnswer problem = StoredAnswer.problem(409, "Still running");
    assertThat(new String(problem.body(), StandardCharsets.UTF_8)).endsWith(",\"status\":409}");
  }
}
