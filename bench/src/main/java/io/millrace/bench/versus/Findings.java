package io.millrace.bench.versus;

import io.millrace.bench.load.LoadOrders;
import io.millrace.bench.report.Guard;
import io.millrace.bench.report.Guard.Better;
import io.millrace.bench.report.Report;
import java.util.List;
import java.util.Optional;

/** The figures and what must be known to read them. */
final class Findings {

  private static final String PREFIX = "versus.";
  private static final double MEDIAN = 50;
  private static final double HIGH = 99;
  private static final double HIGHEST = 99.9;
  private static final double MEBIBYTE = 1 << 20;

  /** Whose figures over those of the others are the ratios. */
  private static final String OURS = "millrace";

  private final List<Entrant> entrants;
  private final Plan plan;

  Findings(List<Entrant> entrants, Plan plan) {
    this.entrants = entrants.stream().filter(Entrant::isIn).toList();
    this.plan = plan;
  }

  void tell(Report report) {
    for (Entrant entrant : entrants) {
      for (String kind : List.of(LoadOrders.HOT, LoadOrders.SPREAD)) {
        tell(entrant, kind, report);
      }
      String name = PREFIX + entrant.peer().name() + '.';
      report.figure(name + "mebibytes", entrant.residentBytes() / MEBIBYTE, "MiB");
      entrant.survival().ifPresent(found -> tell(name, found, report));
    }
    for (String kind : List.of(LoadOrders.HOT, LoadOrders.SPREAD)) {
      compare(kind, report);
    }
    notes(report);
  }

  private static void tell(Entrant entrant, String kind, Report report) {
    String name = PREFIX + entrant.peer().name() + '.' + kind + '.';
    Score score = entrant.score(kind);
    report.figure(name + "perSecond", score.perSecond(), "orders/s");
    report.figure(name + "storedPerSecond", score.storedPerSecond(), "orders/s");
    report.figure(name + "latencyMillis.p50", score.millisAt(MEDIAN), "ms");
    report.figure(name + "latencyMillis.p99", score.millisAt(HIGH), "ms");
    report.figure(name + "latencyMillis.p99.9", score.millisAt(HIGHEST), "ms");
    report.figure(
        name + "processorSecondsPer10000", score.processorSecondsPer10000(), "s per 10,000");
  }

  private static void tell(String name, Survival.Found found, Report report) {
    report.figure(name + "oversold", (double) found.oversold(), "units");
    for (Survival.Killed killed : found.killed()) {
      String part = name + "killed." + killed.part() + '.';
      report.figure(part + "promised", (double) killed.promised(), "orders");
      report.figure(part + "missing", (double) killed.missing(), "orders");
      report.figure(part + "leaked", (double) killed.leaked(), "units");
    }
  }

  private void compare(String kind, Report report) {
    Optional<Entrant> ours =
        entrants.stream().filter(entrant -> entrant.peer().name().equals(OURS)).findFirst();
    if (ours.isEmpty()) {
      return;
    }
    Score score = ours.get().score(kind);
    for (Entrant entrant : entrants) {
      if (entrant != ours.get()) {
        Score other = entrant.score(kind);
        report.ratio(
            PREFIX + "ratio." + kind + '.' + entrant.peer().name(),
            score.perSecond() / other.perSecond(),
            "times " + entrant.peer().name(),
            Guard.of(Better.MORE, score.over(other)));
      }
    }
  }

  private void notes(Report report) {
    report.note(
        "closed loop on %,d connections, %d turns of %,d ms of each peer and kind; hot: one SKU, spread: %,d"
            .formatted(
                plan.connections(), plan.rounds(), plan.sliceMillis(), plan.goods().spread()));
    report.note(
        "latency: open loop at 70 %% of each one's own peak, %d turns of %,d ms, from the moment when a request was due"
            .formatted(plan.openRounds(), plan.openMillis()));
    report.note(
        "stored: as orders/s, but counting the time until the last order is in the store that keeps it");
    report.note(
        "processor seconds: of all of a peer's programs until then, /proc; memory: what they hold, shared pages once, after %s orders"
            .formatted(promised()));
    report.note(
        "missing: promised, and not in the store after kill -9 and a start, %d times each part; a kill loses no page cache: a power cut is not tried"
            .formatted(plan.survival().kills()));
    for (Entrant entrant : entrants) {
      if (!entrant.peer().servers().isEmpty()) {
        report.note(
            entrant.peer().name() + ": with " + String.join(", ", entrant.peer().servers()));
      }
    }
  }

  private String promised() {
    StringBuilder text = new StringBuilder();
    for (Entrant entrant : entrants) {
      text.append(text.isEmpty() ? "" : ", ")
          .append("%s %,d".formatted(entrant.peer().name(), entrant.promised()));
    }
    return text.toString();
  }
}
