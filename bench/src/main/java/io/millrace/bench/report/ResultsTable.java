package io.millrace.bench.report;

import java.util.Locale;

/** The results for people. */
public final class ResultsTable {

  private static final int FACT_NAME_WIDTH = 10;
  private static final int NAME_WIDTH = 36;
  private static final int VALUE_WIDTH = 14;

  /** From here on decimals say nothing that the noise does not swallow. */
  private static final double WHOLE_FROM = 1_000;

  private ResultsTable() {}

  public static String of(Results results) {
    Machine machine = results.machine();
    StringBuilder table = new StringBuilder();
    table.append("Millrace bench").append(results.quick() ? " --quick" : "").append('\n');
    fact(
        table,
        "machine",
        "%d cores, %s, %s, %s"
            .formatted(machine.cores(), machine.memory(), machine.cpu(), machine.os()));
    fact(table, "JDK", machine.jdk());
    fact(table, "commit", results.commit());
    for (Results.Result result : results.benchmarks()) {
      table
          .append('\n')
          .append(result.name())
          .append(" (durability: ")
          .append(result.durability())
          .append(")\n");
      int width =
          result.figures().stream()
              .mapToInt(figure -> figure.name().length())
              .reduce(NAME_WIDTH, Math::max);
      for (Figure figure : result.figures()) {
        table.append(row(figure, width)).append('\n');
      }
      for (String note : result.notes()) {
        table.append("  · ").append(note).append('\n');
      }
    }
    return table.toString();
  }

  private static void fact(StringBuilder table, String name, String value) {
    table.append("  ").append(padded(name, FACT_NAME_WIDTH)).append(value).append('\n');
  }

  private static String row(Figure figure, int width) {
    String value =
        figure.value() >= WHOLE_FROM
            ? String.format(Locale.ROOT, "%,d", Math.round(figure.value()))
            : String.format(Locale.ROOT, "%.3f", figure.value());
    return "  "
        + padded(figure.name(), width)
        + " ".repeat(Math.max(0, VALUE_WIDTH - value.length()))
        + value
        + "  "
        + figure.unit();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
