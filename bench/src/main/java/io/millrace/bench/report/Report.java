package io.millrace.bench.report;

import java.util.Optional;
import java.util.function.Consumer;

/** Where a running benchmark says what it found. */
public final class Report {

  private final Consumer<Figure> figures;
  private final Consumer<String> notes;
  private final Consumer<String> progress;

  public Report(Consumer<Figure> figures, Consumer<String> notes, Consumer<String> progress) {
    this.figures = figures;
    this.notes = notes;
    this.progress = progress;
  }

  public void figure(String name, double value, String unit) {
    figures.accept(new Figure(name, value, unit));
  }

  /** A figure that {@code --against} watches. */
  public void ratio(String name, double value, String unit, Guard guard) {
    figures.accept(new Figure(name, value, unit, Optional.of(guard)));
  }

  /** Something a reader must know to read the figures right. */
  public void note(String text) {
    notes.accept(text);
  }

  /** For who is waiting. */
  public void progress(String text) {
    progress.accept(text);
  }
}
