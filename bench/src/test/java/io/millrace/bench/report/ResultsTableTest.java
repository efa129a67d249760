package io.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ResultsTableTest {

  private static final Machine MACHINE = new Machine(2, "24.0 GiB", "a mill", "Linux", "25");

  @Test
  void shouldSayWhereTheFiguresWereTaken() {
    Results.Result engine =
        new Results.Result(
            "engine",
            "none",
            List.of(
                new Figure("engine.ordersPerSecond", 1_234_567.8, "orders/s"),
                new Figure("orders.ratio.durable", 0.51234, "of the no-ops")),
            List.of("a note"));
    assertThat(ResultsTable.of(new Results(MACHINE, "abc", true, List.of(engine))))
        .isEqualTo(
            """
            Millrace bench --quick
              machine   2 cores, 24.0 GiB, a mill, Linux
              JDK       25
              commit    abc

            engine (durability: none)
              engine.ordersPerSecond                   1,234,568  orders/s
              orders.ratio.durable                         0.512  of the no-ops
              · a note
            """);
  }

  @Test
  void shouldTakeNoFigureThatIsNone() {
    assertThatExceptionOfType(BenchmarkFailed.class)
        .isThrownBy(() -> new Figure("x", Double.NaN, "y"));
  }
}
