package io.millrace.bench.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Two runs beside each other: what became of each ratio. A change counts if it is larger than the
 * noise of both runs together.
 */
public final class Comparison {

  /**
   * Of a ratio whose turns are not told apart. Ratios of whole runs on the machine of the documents
   * lay so far to either side of their middle.
   */
  static final double NOISE_DEFAULT = 0.10;

  private static final double PERCENT = 100;
  private static final int NAME_WIDTH = 44;

  private final KeptResults before;
  private final Results now;
  private final List<Change> changes = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  private Comparison(KeptResults before, Results now) {
    this.before = before;
    this.now = now;
  }

  /** What became of a ratio. */
  enum Verdict {
    SAME("within noise"),
    BETTER("better"),
    WORSE("WORSE"),
    NEW("new");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }
  }

  /**
   * A ratio of both runs, or of this one alone.
   *
   * @param change as a share of what it was
   * @param noise of both runs together, as a share
   */
  record Change(
      String name, OptionalDouble was, double is, double change, double noise, Verdict verdict) {}

  public static Comparison of(KeptResults before, Results now) {
    Comparison comparison = new Comparison(before, now);
    Set<String> here = new HashSet<>();
    for (Results.Result result : now.benchmarks()) {
      for (Figure figure : result.figures()) {
        figure
            .guard()
            .ifPresent(guard -> {
              here.add(figure.name());
              comparison.changes.add(comparison.change(figure, guard));
            });
      }
    }
    before.ratios().keySet().stream()
        .filter(name -> !here.contains(name))
        .forEach(comparison.missing::add);
    return comparison;
  }

  private Change change(Figure figure, Guard guard) {
    Optional<KeptResults.KeptRatio> kept = before.ratio(figure.name());
    if (kept.isEmpty()) {
      return new Change(figure.name(), OptionalDouble.empty(), figure.value(), 0, 0, Verdict.NEW);
    }
    double was = kept.get().value();
    double noise = kept.get().noise().orElse(NOISE_DEFAULT) + guard.noise().orElse(NOISE_DEFAULT);
    double change = was == 0 ? 0 : figure.value() / was - 1;
    return new Change(
        figure.name(),
        OptionalDouble.of(was),
        figure.value(),
        change,
        noise,
        verdict(guard.better(), change, noise));
  }

  private static Verdict verdict(Guard.Better better, double change, double noise) {
    double progress =
        switch (better) {
          case MORE -> change;
          case LESS -> -change;
        };
    if (progress < -noise) {
      return Verdict.WORSE;
    }
    return progress > noise ? Verdict.BETTER : Verdict.SAME;
  }

  List<Change> changes() {
    return List.copyOf(changes);
  }

  /** Ratios of the earlier run that this one has not: of benchmarks that did not run, or gone. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  boolean isSameMachine() {
    return before.machine().equals(now.machine());
  }

  /** Whether the marks mean something: the same machine, and the same amount of work. */
  boolean isLike() {
    return isSameMachine() && before.quick() == now.quick();
  }

  /** Whether a run like this one has got worse. */
  public boolean isWorse() {
    return isLike() && changes.stream().anyMatch(change -> change.verdict() == Verdict.WORSE);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("\nAgainst ").append(before.commit()).append('\n');
    if (before.commit().equals(now.commit())) {
      text.append("  the same commit: what differs is noise\n");
    }
    if (!isSameMachine()) {
      text.append("  another machine (")
          .append(told(before.machine()))
          .append("): ratios may differ by more than their noise\n");
    }
    if (before.quick() != now.quick()) {
      text.append(before.quick() ? "  that was" : "  this is")
          .append(" --quick and the other is not: they warm up differently\n");
    }
    for (Change change : changes) {
      text.append(row(change)).append('\n');
    }
    for (String name : missing) {
      text.append("  ").append(padded(name)).append("  not measured now\n");
    }
    if (changes.isEmpty()) {
      text.append("  nothing to compare: this run has no ratios\n");
    }
    return text.toString();
  }

  private static String told(Machine machine) {
    return "%d cores, %s, %s, %s, JDK %s"
        .formatted(machine.cores(), machine.memory(), machine.cpu(), machine.os(), machine.jdk());
  }

  private static String row(Change change) {
    String values =
        change.was().isPresent()
            ? String.format(
                Locale.ROOT,
                "%9.3f → %9.3f  %+6.1f %%  ± %4.1f %%",
                change.was().getAsDouble(),
                change.is(),
                change.change() * PERCENT,
                change.noise() * PERCENT)
            : String.format(Locale.ROOT, "%9s → %9.3f  %20s", "", change.is(), "");
    return "  " + padded(change.name()) + values + "  " + change.verdict().word;
  }

  private static String padded(String name) {
    return name + " ".repeat(Math.max(1, NAME_WIDTH - name.length()));
  }
}
