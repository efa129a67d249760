package io.millrace.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RestTest {

  @Test
  void shouldNotKeepAnybodyWaitingWhenFewCome() {
    assertThat(Rest.nanos(0)).isZero();
    assertThat(Rest.nanos(1)).isZero();
  }

  @Test
  void shouldRestLongerTheMoreCome() {
    assertThat(Rest.nanos(2)).isEqualTo(Rest.NANOS_MIN);
    assertThat(Rest.nanos(4)).isEqualTo(2 * Rest.nanos(2));
  }

  @Test
  void shouldNeverRestLongerThanItsLimit() {
    assertThat(Rest.nanos(Batch.TICKETS_MAX)).isEqualTo(Rest.NANOS_MAX);
    assertThat(Rest.nanos(Integer.MAX_VALUE)).isEqualTo(Rest.NANOS_MAX);
  }
}
