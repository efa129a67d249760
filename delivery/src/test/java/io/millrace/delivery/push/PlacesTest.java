package io.millrace.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.ShopId;
import org.junit.jupiter.api.Test;

/** Who may have how much under way, whatever the others have. */
class PlacesTest {

  private static final ShopId MILL = new ShopId("mill");
  private static final ShopId CORNER = new ShopId("corner");

  private final Places places = new Places();

  private void othersTake(int count) {
    for (int left = count, i = 0; left > 0; left -= Places.OF_SHOP_MAX, i++) {
      places.take(new ShopId("other-" + i), Math.min(left, Places.OF_SHOP_MAX));
    }
  }

  @Test
  void shouldGiveAShopHalfOfItsOwnFreelyAndThenOneForEachQueue() {
    int half = Places.OF_SHOP_MAX / 2;
    assertThat(places.room(MILL, 3)).isEqualTo(half);
    places.take(MILL, half - 1);
    assertThat(places.room(MILL, 3)).isEqualTo(1);
    places.take(MILL, 1);
    assertThat(places.room(MILL, 1)).isZero();
    assertThat(places.room(MILL, 0)).isEqualTo(1);
    places.take(MILL, Places.OF_SHOP_MAX - half);
    assertThat(places.room(MILL, 0)).isZero();
    assertThat(places.room(CORNER, 3)).as("another's").isEqualTo(half);
    places.giveBack(MILL, Places.OF_SHOP_MAX);
    assertThat(places.room(MILL, 3)).isEqualTo(half);
  }

  @Test
  void shouldGiveOneForEachQueueFromHalfOfAllOn() {
    othersTake(Places.MAX / 2 - 1);
    assertThat(places.room(MILL, 3)).isEqualTo(1);
    places.take(CORNER, 1);
    assertThat(places.room(MILL, 3)).isZero();
    assertThat(places.room(MILL, 0)).isEqualTo(1);
  }

  @Test
  void shouldHaveNoRoomWhenAllAreTaken() {
    othersTake(Places.MAX);
    assertThat(places.room(MILL, 0)).isZero();
  }

  /** Thousands of queues that wait in their shards may all be served at once. */
  @Test
  void shouldNotHoldAgainstOthersWhatAShopHasBeyondItsBound() {
    places.take(CORNER, Places.MAX);
    assertThat(places.room(MILL, 3)).isEqualTo(Places.OF_SHOP_MAX / 2);
    places.giveBack(CORNER, Places.MAX);
    othersTake(Places.MAX / 2 - 1);
    assertThat(places.room(MILL, 3)).as("given back as it was taken").isEqualTo(1);
  }

  @Test
  void shouldGiveOneForEachQueueWhenBodiesAreLong() {
    String longest = "x".repeat(400 * 1_024);
    int count = (int) (Places.BODY_BYTES_MAX / longest.length());
    for (int i = 0; i < count; i++) {
      places.bodyBegins(longest);
    }
    assertThat(places.room(MILL, 3)).isGreaterThan(1);
    places.bodyBegins(longest);
    assertThat(places.room(MILL, 3)).isZero();
    assertThat(places.room(MILL, 0)).isEqualTo(1);
    places.bodyEnds(longest);
    assertThat(places.room(MILL, 3)).isGreaterThan(1);
  }
}
