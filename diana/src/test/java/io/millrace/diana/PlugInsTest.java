package io.millrace.diana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.diana.config.Kinds;
import io.millrace.diana.config.PolicyFile;
import io.millrace.diana.config.PolicyRefused;
import io.millrace.diana.rule.Policy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Keys and conditions that the class path brings; rules and algorithms are in PolicyFileTest. */
final class PlugInsTest {
  private static final String RULE =
      """
      version: 1
      rules:
        - name: by-country
          when: {methods: [POST, PUT]}
          by: [{country: {field: X-Country}}]
          algorithm: {fixed-window: {limit: 1, period: 1h}}
      """;

  private static Policy policy(String text) throws PolicyRefused {
    return new PolicyFile(new Kinds()).read("test", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldCountByAKeyAndUnderAConditionOfSomebodyElse() throws PolicyRefused {
    Diana diana = new Diana(policy(RULE));
    assertThat(diana.decide(Ask.post("/").header("X-Country", "CN")).isAdmitted()).isTrue();
    assertThat(diana.decide(Ask.post("/").header("X-Country", "CN")).isAdmitted()).isFalse();
    assertThat(diana.decide(Ask.post("/").header("X-Country", "DE")).isAdmitted()).isTrue();
    assertThat(diana.decide(Ask.get("/").header("X-Country", "CN")).isAdmitted()).isTrue();
    assertThat(diana.explain(Ask.get("/")).lines().get(0).reason()).contains("methods [POST, PUT]");
  }

  @Test
  void shouldRefuseWhatTheyDoNotKnowWithLineAndField() {
    assertThatThrownBy(() -> policy(RULE.replace("{field: X-Country}", "{field: X, colour: red}")))
        .isInstanceOf(PolicyRefused.class)
        .hasMessageContaining("5:")
        .hasMessageContaining("colour: is not known; known are field");
  }
}
