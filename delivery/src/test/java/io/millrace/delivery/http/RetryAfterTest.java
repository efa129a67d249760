package io.millrace.delivery.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  private static final long NOW_MILLIS = 784_111_777_000L; // Sun, 06 Nov 1994 08:49:37 GMT

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120 | 120000",
        "0 | 0",
        "-5 | 0",
        "1.5 | 0",
        "99999999999999999999 | 999999999000",
        "soon | 0",
        "Sun, 06 Nov 1994 08:50:37 GMT | 60000",
        "Sun, 06 Nov 1994 08:40:00 GMT | 0",
      })
  void shouldBeSecondsOrADate(String value, long millis) {
    assertThat(RetryAfter.millis(value, NOW_MILLIS)).isEqualTo(millis);
  }
}
