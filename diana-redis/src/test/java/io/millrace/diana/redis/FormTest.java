package io.millrace.diana.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.diana.algorithm.Concurrency;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.algorithm.TokenBucket;
import org.junit.jupiter.api.Test;

final class FormTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void shouldKnowWhatDoublesCanCount() {
    assertThat(Form.of(new FixedWindow(1_000_000, SECOND))).isNotNull();
    assertThat(Form.of(new TokenBucket(1_000_000, 86_400 * SECOND, 1_000_000))).isNotNull();
    assertThat(Form.of(new TokenBucket(1_000_000_000, 86_400 * SECOND, 1))).isNull();
    assertThat(Form.of(new FixedWindow(1, SECOND + 1))).isNull();
    assertThat(Form.of(new Concurrency(1))).isNull();
  }

  @Test
  void shouldKeepASecretToItself() {
    assertThat(new Namespace("a", "s3cret").toString()).doesNotContain("s3cret");
    assertThat(new Namespace("a", "1").seed()).isNotEqualTo(new Namespace("a", "2").seed());
    assertThatThrownBy(() -> new Namespace("{a}", "1")).hasMessageContaining("no name");
    assertThatThrownBy(() -> new Namespace("a", "")).hasMessageContaining("needs a secret");
    assertThatThrownBy(() -> new Namespace("a", " ")).hasMessageContaining("needs a secret");
  }
}
