package io.millrace.bench.versus;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.versus.peer.Goods;
import io.millrace.bench.versus.peer.Stock;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The columns can say yes. */
final class SurvivalTest {

  private static final Goods GOODS = new Goods(4, 0, 0);

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void shouldFindEveryFault() throws Exception {
    try (FaultyPeer peer = new FaultyPeer()) {
      peer.start(Path.of(""), GOODS);
      Survival survival =
          new Survival(peer, GOODS, new Survival.Plan(2, 200, 0), System.err::println);

      Survival.Found found = survival.run();

      assertThat(found.oversold()).isGreaterThanOrEqualTo(Goods.SCARCE_UNITS);
      assertThat(found.killed())
          .singleElement()
          .satisfies(killed -> {
            assertThat(killed.kills()).isEqualTo(2);
            assertThat(killed.promised()).isGreaterThanOrEqualTo(400);
            assertThat(killed.missing()).isGreaterThanOrEqualTo(400 / FaultyPeer.TENTH);
            assertThat(killed.leaked()).isGreaterThanOrEqualTo(killed.missing());
          });
    }
  }

  @Test
  void shouldTellUnitsThatNobodyHasFromThoseThatTwoHave() {
    assertThat(new Stock(10, 12).leaked()).isEqualTo(2);
    assertThat(new Stock(10, 12).soldAgain()).isZero();
    assertThat(new Stock(12, 10).leaked()).isZero();
    assertThat(new Stock(12, 10).soldAgain()).isEqualTo(2);
    assertThat(new Stock(7, 7)).isEqualTo(new Stock(7, 7));
  }
}
