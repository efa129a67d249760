package io.millrace.proof.world;

import java.util.ArrayList;
import java.util.List;

/** The last things that happened, kept as they are and written down only if somebody asks. */
final class Trail {
  private static final int KEPT = 24;

  /** A line or two of a terminal; what matters most comes first. */
  private static final int CHARS_MAX = 300;

  private final Object[] kept = new Object[KEPT];
  private final int[] turns = new int[KEPT];
  private long count;

  void add(int turn, Object what) {
    int place = (int) (count++ % KEPT);
    kept[place] = what;
    turns[place] = turn;
  }

  /** The oldest first. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (long i = Math.max(0, count - KEPT); i < count; i++) {
      int place = (int) (i % KEPT);
      String line = "turn %d  %s".formatted(turns[place], kept[place]);
      lines.add(line.length() <= CHARS_MAX ? line : line.substring(0, CHARS_MAX) + " …");
    }
    return lines;
  }
}
