package io.millrace.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.bench.soak.Trend.Verdict;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is called a drift, and what is not. */
final class TrendTest {

  private final SplittableRandom chance = new SplittableRandom(7);

  /** As many samples of a line with noise as a half-hour run takes. */
  private Trend noisy(double slope, double noise, int groups) {
    Trend trend = new Trend();
    for (int group = 0; group < groups; group++) {
      trend.beginGroup();
      double level = 1_000 * chance.nextDouble();
      for (int i = 0; i < 120 / groups; i++) {
        double x = (group * 120.0 / groups + i) / 240;
        trend.add(x, level + slope * x + noise * chance.nextGaussian());
      }
    }
    return trend;
  }

  @Test
  void shouldFindTheSlopeOfALine() {
    Trend trend = new Trend();
    for (int i = 0; i < 20; i++) {
      trend.add(i, 5 + 3 * i);
    }
    assertThat(trend.line().slope()).isCloseTo(3, within(1e-9));
    assertThat(trend.line().error()).isCloseTo(0, within(1e-6));
    assertThat(trend.line().against(2.9)).isEqualTo(Verdict.DRIFTS);
    assertThat(trend.line().against(3.1)).isEqualTo(Verdict.STEADY);
  }

  @Test
  void shouldSeeADriftThroughNoiseAndThroughRestarts() {
    for (int groups : new int[] {1, 10}) {
      Trend leak = noisy(100, 2, groups);
      assertThat(leak.line().slope()).isCloseTo(100, within(30.0));
      assertThat(leak.line().against(20)).as("%d groups", groups).isEqualTo(Verdict.DRIFTS);
    }
  }

  /** Each life begins on another level; that is no slope. */
  @Test
  void shouldNotTakeLevelsForADrift() {
    assertThat(noisy(0, 0.3, 10).line().against(20)).isEqualTo(Verdict.STEADY);
  }

  @Test
  void shouldSayThatNoiseDecidesNothing() {
    Trend trend = noisy(0, 100, 1);
    assertThat(trend.line().against(20)).isEqualTo(Verdict.UNDECIDED);
  }

  /** The control: of many runs without a drift hardly one is blamed. */
  @Test
  void shouldHardlyEverBlameNoise() {
    int blamed = 0;
    for (int i = 0; i < 2_000; i++) {
      if (noisy(0, 50, 1).line().against(0) == Verdict.DRIFTS) {
        blamed++;
      }
    }
    assertThat(blamed).isLessThan(10);
  }

  @Test
  void shouldSayThatARunWasTooShort() {
    Trend trend = new Trend();
    assertThat(trend.line().against(1)).isEqualTo(Verdict.TOO_SHORT);
    for (int i = 0; i < Trend.FREEDOM_MIN; i++) {
      trend.add(i, 100.0 * i);
      assertThat(trend.line().against(1)).isEqualTo(Verdict.TOO_SHORT);
    }
    trend.add(50, 5_000);
    trend.add(51, 5_100);
    assertThat(trend.line().against(1)).isEqualTo(Verdict.DRIFTS);
  }
}
