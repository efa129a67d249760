package io.millrace.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LoadPlanTest {

  @Test
  void shouldReachTheOtherProcessWhole() {
    LoadPlan plan = new LoadPlan(8080, "kid", "se=cret\\\n", 4, 100, new LoadPlan.Span(1, 2, 3, 4));
    assertThat(LoadPlan.of(plan.toProperties())).isEqualTo(plan);
  }

  @Test
  void shouldComeBackWhole() {
    LoadResult result =
        new LoadResult(
            new LoadResult.Rate(2, 1, 3),
            new LoadResult.Rate(5, 4, 6),
            new LoadResult.Rate(8, 7, 9),
            new LoadResult.Turns(List.of(0.5, 0.25), List.of(0.75)),
            new LoadResult.Latency(1_000, 0.1, 0.2, 0.3, 0.4),
            Long.MAX_VALUE,
            17);
    assertThat(LoadResult.of(result.toProperties())).isEqualTo(result);
  }
}
