package io.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.report.Comparison.Verdict;
import io.millrace.bench.report.Guard.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonTest {

  private static final Machine MACHINE = new Machine(2, "24.0 GiB", "a mill", "Linux", "25");
  private static final Machine OTHER = new Machine(8, "64.0 GiB", "a river", "Linux", "25");
  private static final String NAME = "orders.ratio.durable";

  /** Noise of 4 % then and of 2 % now. */
  @ParameterizedTest
  @CsvSource({
    "MORE, 0.50, 0.50, SAME",
    "MORE, 0.50, 0.475, SAME",
    "MORE, 0.50, 0.465, WORSE",
    "MORE, 0.50, 0.525, SAME",
    "MORE, 0.50, 0.535, BETTER",
    "LESS, 2.00, 1.85, BETTER",
    "LESS, 2.00, 2.10, SAME",
    "LESS, 2.00, 2.15, WORSE",
  })
  void shouldMarkWhatChangedByMoreThanTheNoiseOfBoth(
      Better better, double was, double is, Verdict verdict) {
    Comparison comparison =
        Comparison.of(
            kept(MACHINE, false, Map.of(NAME, ratio(was, OptionalDouble.of(0.04)))),
            now(guarded(NAME, is, better, OptionalDouble.of(0.02))));

    assertThat(comparison.changes())
        .singleElement()
        .satisfies(change -> {
          assertThat(change.verdict()).isEqualTo(verdict);
          assertThat(change.noise()).isEqualTo(0.06);
        });
    assertThat(comparison.isWorse()).isEqualTo(verdict == Verdict.WORSE);
    assertThat(comparison.toString().contains("WORSE")).isEqualTo(verdict == Verdict.WORSE);
  }

  @Test
  void shouldTakeTheStatedNoiseWhereNoneIsKnown() {
    Comparison comparison =
        Comparison.of(
            kept(MACHINE, false, Map.of(NAME, ratio(1, OptionalDouble.empty()))),
            now(guarded(NAME, 0.85, Better.MORE, OptionalDouble.empty())));

    assertThat(comparison.changes().getFirst().noise()).isEqualTo(2 * Comparison.NOISE_DEFAULT);
    assertThat(comparison.isWorse()).isFalse();
  }

  @Test
  void shouldSayWhatIsOnlyInOneOfThem() {
    Comparison comparison =
        Comparison.of(
            kept(MACHINE, false, Map.of("gone.ratio", ratio(1, OptionalDouble.empty()))),
            now(guarded("new.ratio", 2, Better.MORE, OptionalDouble.empty())));

    assertThat(comparison.missing()).containsExactly("gone.ratio");
    assertThat(comparison.changes())
        .singleElement()
        .satisfies(change -> assertThat(change.verdict()).isEqualTo(Verdict.NEW));
    assertThat(comparison.toString())
        .containsPattern("gone\\.ratio +not measured now")
        .containsPattern("new\\.ratio +→ +2\\.000 +new");
    assertThat(comparison.isWorse()).isFalse();
  }

  @Test
  void shouldSayThatItWasAnotherMachineAndBreakNothingForIt() {
    Comparison comparison =
        Comparison.of(
            kept(OTHER, false, Map.of(NAME, ratio(1, OptionalDouble.empty()))),
            now(guarded(NAME, 0.1, Better.MORE, OptionalDouble.empty())));

    assertThat(comparison.toString()).contains("another machine (8 cores").contains("WORSE");
    assertThat(comparison.isWorse()).isFalse();
  }

  @Test
  void shouldSayThatOneOfThemWasQuick() {
    Comparison comparison =
        Comparison.of(
            kept(MACHINE, true, Map.of(NAME, ratio(1, OptionalDouble.empty()))),
            now(guarded(NAME, 0.1, Better.MORE, OptionalDouble.empty())));

    assertThat(comparison.toString()).contains("that was --quick and the other is not");
    assertThat(comparison.isWorse()).isFalse();
  }

  @Test
  void shouldNameTheOtherCommit() {
    KeptResults kept = kept(MACHINE, false, Map.of());
    assertThat(Comparison.of(kept, now()).toString())
        .contains("Against then")
        .contains("this run has no ratios")
        .doesNotContain("the same commit");
    KeptResults same = new KeptResults(MACHINE, "now", false, Map.of());
    assertThat(Comparison.of(same, now()).toString()).contains("the same commit");
  }

  @Test
  void shouldTakeNoiseFromTheTurns() {
    assertThat(Guard.of(Better.MORE, List.of(0.75, 1.25, 1.0)).noise()).hasValue(0.25);
    assertThat(Guard.of(Better.MORE, List.of(0.9)).noise()).isEmpty();
  }

  private static KeptResults.KeptRatio ratio(double value, OptionalDouble noise) {
    return new KeptResults.KeptRatio(value, noise);
  }

  private static KeptResults kept(
      Machine machine, boolean quick, Map<String, KeptResults.KeptRatio> ratios) {
    return new KeptResults(machine, "then", quick, ratios);
  }

  private static Figure guarded(String name, double value, Better better, OptionalDouble noise) {
    return new Figure(name, value, "of it", Optional.of(new Guard(better, noise)));
  }

  /** A figure without a guard is beside it, and is none of the comparison's business. */
  private static Results now(Figure... ratios) {
    List<Figure> figures = new ArrayList<>(List.of(ratios));
    figures.add(new Figure("orders.perSecond", 1, "orders/s"));
    return new Results(
        MACHINE, "now", false, List.of(new Results.Result("orders", "fsync", figures, List.of())));
  }
}
