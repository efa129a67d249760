package io.millrace.bench.versus;

import io.millrace.bench.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** What is written next to the documents, when the benchmark runs from where they are. */
final class Pages {

  private static final Path DIRECTORY = Path.of("docs", "bench");
  private static final String TABLE = "versus-table.md";

  private Pages() {}

  static void write(List<Entrant> entrants, Report report) {
    if (!Files.isDirectory(DIRECTORY)) {
      return;
    }
    List<Entrant> in = entrants.stream().filter(Entrant::isIn).toList();
    write(TABLE, PeersTable.of(in), report);
    write(
        "versus-connections.svg",
        chart(
            "Orders for one hot SKU, by the number of connections",
            "connections",
            "orders a second",
            in,
            Entrant::byConnections),
        report);
    write(
        "versus-latency.svg",
        chart(
            "p99 of orders for one hot SKU, open loop",
            "orders offered a second",
            "milliseconds, p99",
            in,
            Entrant::byLoad),
        report);
    write(
        "versus-cost.svg",
        chart(
            "Cost of orders for one hot SKU, by what is there already",
            "orders so far",
            "processor seconds for 10,000",
            in,
            Entrant::byOrders),
        report);
  }

  private static String chart(
      String title,
      String xName,
      String yName,
      List<Entrant> entrants,
      Function<Entrant, List<LineChart.Point>> points) {
    List<LineChart.Line> lines =
        entrants.stream()
            .map(entrant ->
                new LineChart.Line(entrant.peer().title().replace("`", ""), points.apply(entrant)))
            .toList();
    return new LineChart(title, xName, yName, lines).draw();
  }

  private static void write(String name, String content, Report report) {
    Path file = DIRECTORY.resolve(name);
    try {
      Files.writeString(file, content);
      report.note("written: " + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
