package io.millrace.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowsTest {
  private static final int WORDS = 3;

  /** More than two chunks. */
  private static final int ROWS = 10_000;

  @Test
  void shouldKeepEachWordOfEachRowInItsPlace() {
    Rows rows = new Rows(WORDS);
    for (int row = 0; row < ROWS; row++) {
      assertThat(rows.add()).isEqualTo(row);
      for (int word = 0; word < WORDS; word++) {
        assertThat(rows.get(row, word)).as("a new row is empty").isZero();
        rows.set(row, word, row * 10L + word);
      }
    }
    assertThat(rows.size()).isEqualTo(ROWS);
    for (int row = 0; row < ROWS; row++) {
      for (int word = 0; word < WORDS; word++) {
        assertThat(rows.get(row, word)).isEqualTo(row * 10L + word);
        assertThat(rows.chunkOf(row)[rows.placeOf(row) + word]).isEqualTo(row * 10L + word);
      }
    }
    assertThat(rows.bytes()).isBetween(ROWS * WORDS * 8L, 2 * ROWS * WORDS * 8L);
  }
}
