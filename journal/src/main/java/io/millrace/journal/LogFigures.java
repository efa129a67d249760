package io.millrace.journal;

/** What a log has done since it was opened, for metrics. A snapshot: it never changes. */
public record LogFigures(
    long frames, long bytes, long lastForceNanos, long rolls, long rollsWithoutSpare) {

  static final LogFigures NONE = new LogFigures(0, 0, 0, 0, 0);

  LogFigures withFrame(long frameBytes, long forceNanos) {
    return new LogFigures(frames + 1, bytes + frameBytes, forceNanos, rolls, rollsWithoutSpare);
  }

  LogFigures withRoll(boolean hadSpare) {
    return new LogFigures(
        frames, bytes, lastForceNanos, rolls + 1, rollsWithoutSpare + (hadSpare ? 0 : 1));
  }
}
