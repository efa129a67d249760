package io.millrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names are found again on whatever machine they were given. */
final class NamesTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void shouldNameFilesAlikeInACountryWithOtherDigits() {
    Locale.setDefault(Locale.of("ar", "EG"));
    assertThat("%d".formatted(42)).as("the country is well chosen").isNotEqualTo("42");
    assertThat(SegmentName.of(42)).isEqualTo("00000000000000000042.log");
    assertThat(SegmentName.packed(42)).isEqualTo("00000000000000000042.packed");
    assertThat(SnapshotName.of(42)).isEqualTo("00000000000000000042.snapshot");
  }
}
