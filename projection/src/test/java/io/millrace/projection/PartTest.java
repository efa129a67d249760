package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.BuyerId;
import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which database has whose rows: tables rest on it, so it can never change. */
class PartTest {

  private static final ShopId MILL = new ShopId("mill");
  private static final int BUYERS = 9_000;

  private static BuyerId buyer(int number) {
    return new BuyerId("buyer-" + number);
  }

  @Test
  void shouldKeepEveryBuyerWhereItIs() {
    assertThat(IntStream.range(0, 5).map(i -> SlotTable.slotOf(MILL, buyer(i))))
        .containsExactly(196, 213, 231, 574, 273);
    assertThat(IntStream.range(0, 5).map(i -> Part.placeOf(MILL, buyer(i), 3)))
        .containsExactly(2, 1, 1, 2, 1);
    assertThat(SlotTable.slotOf(MILL)).isEqualTo(195);
  }

  @Test
  void shouldGiveEveryBuyerAndEveryShopToOneOfThem() {
    List<Part> parts = List.of(new Part(1, 3), new Part(2, 3), new Part(3, 3));
    int[] buyers = new int[4];
    int[] shops = new int[4];
    for (int i = 0; i < BUYERS; i++) {
      int number = i;
      ShopId shop = new ShopId("shop-" + number);
      List<Part> having = parts.stream().filter(part -> part.has(MILL, buyer(number))).toList();
      List<Part> own = parts.stream().filter(part -> part.has(shop)).toList();
      assertThat(having).hasSize(1);
      assertThat(own).hasSize(1);
      buyers[having.getFirst().place()]++;
      shops[own.getFirst().place()]++;
    }
    for (Part part : parts) {
      assertThat(buyers[part.place()]).isBetween(BUYERS * 3 / 10, BUYERS * 11 / 30);
      assertThat(shops[part.place()]).isBetween(BUYERS * 3 / 10, BUYERS * 11 / 30);
    }
    assertThat(Part.WHOLE.has(MILL, buyer(1))).isTrue();
    assertThat(Part.WHOLE.has(MILL)).isTrue();
  }

  @Test
  void shouldNotBeAPlaceThatThereIsNot() {
    for (int[] wrong : new int[][] {{0, 2}, {3, 2}, {1, 0}, {1, SlotTable.SLOTS + 1}}) {
      assertThatThrownBy(() -> new Part(wrong[0], wrong[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
