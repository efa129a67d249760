package io.millrace.bench.goods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BasketsTest {

  @Test
  void shouldHoldEachSkuOnce() {
    Baskets baskets = new Baskets(1, 10);
    for (int i = 0; i < 100_000; i++) {
      int[] skus = baskets.next().skus();
      assertThat(Arrays.stream(skus).distinct().count()).isEqualTo(skus.length);
    }
  }

  @Test
  void shouldComeOutTheSameForTheSameSeed() {
    Basket first = new Baskets(7, 100).next();
    Basket again = new Baskets(7, 100).next();
    assertThat(again.buyer()).isEqualTo(first.buyer());
    assertThat(again.skus()).isEqualTo(first.skus());
    assertThat(again.total()).isEqualTo(first.total());
    assertThat(again.units()).isEqualTo(first.units());
  }
}
