package io.millrace.bench;

import io.millrace.bench.process.JavaProcess;
import io.millrace.bench.report.Benchmark;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.report.Figure;
import io.millrace.bench.report.Guard;
import io.millrace.bench.report.Results;
import io.millrace.bench.report.Scale;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Runs a benchmark in a process of its own: none is measured on code that the compiler shaped for
 * another, or in a heap that another has filled, and each has the heap it needs.
 */
final class Fork {

  private static final String FIELD_BREAK = "\t";
  private static final String FIGURE = "figure";
  private static final String NOTE = "note";

  private Fork() {}

  static Results.Result run(Benchmark benchmark, Scale scale) throws IOException {
    Process child =
        JavaProcess.builder(
                benchmark.jvmFlags(), OneBenchmark.class, benchmark.name(), scale.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Figure> figures = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try (BufferedReader lines = child.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split(FIELD_BREAK, -1);
        switch (fields[0]) {
          case FIGURE -> figures.add(figureOf(fields));
          case NOTE -> notes.add(fields[1]);
          default -> System.err.println(line);
        }
      }
    }
    int exit = exitOf(child);
    if (exit != 0) {
      throw new BenchmarkFailed("The benchmark " + benchmark.name() + " ended with status " + exit);
    }
    return new Results.Result(benchmark.name(), benchmark.durability(), figures, notes);
  }

  static String lineOf(Figure figure) {
    String better = figure.guard().map(guard -> guard.better().name()).orElse("");
    String noise =
        figure
            .guard()
            .map(guard -> guard.noise().stream().mapToObj(Double::toString).findFirst().orElse(""))
            .orElse("");
    return String.join(
        FIELD_BREAK,
        FIGURE,
        figure.name(),
        Double.toString(figure.value()),
        figure.unit(),
        better,
        noise);
  }

  static Figure figureOf(String line) {
    return figureOf(line.split(FIELD_BREAK, -1));
  }

  private static Figure figureOf(String[] fields) {
    double value = Double.parseDouble(fields[2]);
    if (fields[4].isEmpty()) {
      return new Figure(fields[1], value, fields[3]);
    }
    OptionalDouble noise =
        fields[5].isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(Double.parseDouble(fields[5]));
    Guard guard = new Guard(Guard.Better.valueOf(fields[4]), noise);
    return new Figure(fields[1], value, fields[3], Optional.of(guard));
  }

  static String lineOfNote(String note) {
    return NOTE + FIELD_BREAK + note;
  }

  private static int exitOf(Process child) {
    try {
      return child.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted while a benchmark ran", e);
    }
  }
}
