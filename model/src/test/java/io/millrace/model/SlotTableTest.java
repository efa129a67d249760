package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a shop lives is part of the data format: these values may never change. */
class SlotTableTest {

  /** Vectors that other implementations of MurmurHash3 x86 32 bit publish, seed 0. */
  @ParameterizedTest
  @CsvSource({
    "'', 00000000",
    "a, 3c2569b2",
    "abc, b3dd93fa",
    "test, ba6bd213",
    "hello, 248bfa47",
    "'hello, world', 149bbb7f",
    "'Hello, world!', c0363e43",
    "19 Jan 2038 at 3:14:07 AM, e31e8a70",
    "The quick brown fox jumps over the lazy dog, 2e4ff723",
    "The quick brown fox jumps over the lazy dog., d5c48bfc"
  })
  void shouldHashAsPublished(String text, String hash) {
    assertThat(Murmur3.hash32(text)).isEqualTo(Integer.parseUnsignedInt(hash, 16));
  }

  @ParameterizedTest
  @CsvSource({"a, 434", "abc, 1018", "test, 531", "hello, 583"})
  void shouldFindAShopInTheSlotOfItsHash(String shop, int slot) {
    assertThat(SlotTable.slotOf(new ShopId(shop))).isEqualTo(slot);
  }

  @Test
  void shouldDealSlotsOutInTurn() {
    SlotTable table = SlotTable.dealt(3);
    assertThat(table.version()).isEqualTo(1);
    for (int slot = 0; slot < SlotTable.SLOTS; slot++) {
      assertThat(table.shardOfSlot(slot)).isEqualTo(slot % 3);
    }
    assertThat(table.shardOf(new ShopId("abc"))).isEqualTo(1_018 % 3);
  }

  @Test
  void shouldNotChangeWithTheArrayItWasMadeFrom() {
    int[] shards = new int[SlotTable.SLOTS];
    SlotTable table = SlotTable.of(7, shards);
    shards[0] = 5;
    assertThat(table.shardOfSlot(0)).isZero();
    assertThat(table).isEqualTo(SlotTable.of(7, new int[SlotTable.SLOTS]));
    assertThat(table).isNotEqualTo(SlotTable.of(8, new int[SlotTable.SLOTS]));
  }

  @Test
  void shouldRefuseAnotherNumberOfSlots() {
    assertThatThrownBy(() -> SlotTable.of(1, new int[SlotTable.SLOTS - 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a slot table has 1024 slots");
  }
}
