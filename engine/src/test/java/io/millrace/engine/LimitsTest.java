package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Limits;
import org.junit.jupiter.api.Test;

/** How the limits of requests relate to each other; each test is a reason why one is as it is. */
class LimitsTest {
  /** UTF-8 makes at most three bytes of a UTF-16 unit. */
  private static final int CHAR_BYTES = 3;

  /** Ids have at most this many characters of one byte. */
  private static final int ID_BYTES = 64;

  /** Numbers, tags and lengths of a part of a fact. */
  private static final int PART_BYTES = 64;

  @Test
  void shouldLetTheLargestOrderPassWithoutBeingWeighed() {
    int lines =
        Limits.ORDER_LINES_MAX * (ID_BYTES + Limits.SKU_NAME_CHARS_MAX * CHAR_BYTES + PART_BYTES);
    int charges =
        Limits.ORDER_CHARGES_MAX * (Limits.CHARGE_LABEL_CHARS_MAX * CHAR_BYTES + PART_BYTES);
    int metadata =
        Limits.METADATA_LABELS_MAX
            * ((Limits.METADATA_NAME_CHARS_MAX + Limits.METADATA_VALUE_CHARS_MAX) * CHAR_BYTES
                + PART_BYTES);
    int rest = 3 * ID_BYTES + Limits.REFERENCE_CHARS_MAX * CHAR_BYTES + 4 * PART_BYTES;
    assertThat(lines + charges + metadata + rest).isLessThan(Limits.COMMAND_BYTES_MAX);
  }

  @Test
  void shouldLetTheLargestBatchStayWithinItsFacts() {
    assertThat(Limits.SKU_BATCH_ITEMS_MAX + 1).isLessThan(Limits.COMMAND_FACTS_MAX);
  }

  /** A field may be a client's own text; details are ours, in plain letters. */
  @Test
  void shouldLetABatchOfWrongItemsBeAnswered() {
    int item =
        ID_BYTES
            + Limits.BATCH_FIELD_CHARS_MAX * CHAR_BYTES
            + Limits.BATCH_DETAIL_CHARS_MAX
            + PART_BYTES;
    assertThat(Limits.SKU_BATCH_ITEMS_MAX * item).isLessThan(Limits.COMMAND_BYTES_MAX);
  }

  @Test
  void shouldLetTheLargestOrderLeave() {
    int parcels = Limits.ORDER_SHIPMENTS_MAX * (1 + Limits.ORDER_LINES_MAX);
    assertThat(Limits.ORDER_LINES_MAX + parcels).isLessThan(Limits.ARCHIVED_PARTS_MAX);
  }

  @Test
  void shouldSumAnOrdersPartsWithoutOverflow() {
    assertThat(Math.multiplyExact(Limits.AMOUNT_MAX, Limits.ORDER_LINES_MAX)).isPositive();
    assertThat(Math.multiplyExact(Limits.AMOUNT_MAX, Limits.ORDER_CHARGES_MAX + 1)).isPositive();
  }

  @Test
  void shouldSumAnOrdersUnitsInAnInt() {
    assertThat(Math.multiplyExact(Limits.ORDER_LINES_MAX, Limits.LINE_QUANTITY_MAX)).isPositive();
  }

  @Test
  void shouldRememberThatATokenWasSpentForLongerThanItLives() {
    assertThat(Limits.SUBMIT_TOKEN_WINDOW).isLessThan(Limits.KEY_WINDOW);
  }
}
