package io.millrace.bench.versus;

import io.millrace.bench.load.LoadOrders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The tables of {@code docs/compare/peers.md}, in Markdown. */
final class PeersTable {

  private static final double MEDIAN = 50;
  private static final double HIGH = 99;
  private static final double HIGHEST = 99.9;
  private static final double MEBIBYTE = 1 << 20;
  private static final double MANY_MILLIS = 100;

  private PeersTable() {}

  static String of(List<Entrant> entrants) {
    StringBuilder table = new StringBuilder();
    speed(table, "Hot: one SKU", LoadOrders.HOT, entrants);
    speed(table, "Spread over 10,000 SKUs", LoadOrders.SPREAD, entrants);
    survival(table, entrants);
    return table.toString();
  }

  private static void speed(
      StringBuilder table, String title, String kind, List<Entrant> entrants) {
    table
        .append("| ")
        .append(title)
        .append(
            """
             | an answer is | orders/s | stored/s | Millrace is | p50 / p99 / p99.9, ms | processor s per 10,000 |
            |---|---|---:|---:|---:|---:|---:|
            """);
    Optional<Double> ours =
        entrants.stream()
            .filter(entrant -> entrant.peer().name().equals("millrace"))
            .map(entrant -> entrant.score(kind).perSecond())
            .findFirst();
    for (Entrant entrant : entrants) {
      Score score = entrant.score(kind);
      table.append(
          row(
              entrant.peer().title(),
              entrant.peer().durability(),
              number(score.perSecond()),
              entrant.keepsOrders() ? number(score.storedPerSecond()) : "–",
              ours.map(rate -> format("%.2f×", rate / score.perSecond())).orElse("–"),
              "%s / %s / %s"
                  .formatted(
                      millis(score.millisAt(MEDIAN)),
                      millis(score.millisAt(HIGH)),
                      millis(score.millisAt(HIGHEST))),
              format("%.2f", score.processorSecondsPer10000())));
    }
    table.append('\n');
  }

  private static void survival(StringBuilder table, List<Entrant> entrants) {
    table.append(
        """
        | | MiB, with so many orders | oversold | `kill -9` of: missing of so many promised, leaked units |
        |---|---:|---:|---|
        """);
    for (Entrant entrant : entrants) {
      table.append(
          row(
              entrant.peer().title(),
              "%s, %s"
                  .formatted(
                      number(entrant.residentBytes() / MEBIBYTE), number(entrant.promised())),
              entrant.survival().map(found -> number(found.oversold())).orElse("–"),
              entrant
                  .survival()
                  .map(found ->
                      found.killed().stream()
                          .map(PeersTable::killed)
                          .collect(Collectors.joining("; ")))
                  .orElse("–")));
    }
  }

  private static String killed(Survival.Killed killed) {
    return "%s: %s of %s, %s"
        .formatted(
            killed.part(),
            number(killed.missing()),
            number(killed.promised()),
            number(killed.leaked()));
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String number(double value) {
    return format("%,.0f", value);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String millis(double value) {
    return format(value < MANY_MILLIS ? "%.1f" : "%,.0f", value);
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
