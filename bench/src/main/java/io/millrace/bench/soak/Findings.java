package io.millrace.bench.soak;

import java.util.ArrayList;
import java.util.List;

/** What ought not to be. The first ones are told at once. Any thread. */
final class Findings {

  /** A server that forgot everything would otherwise fill the terminal. */
  private static final int TOLD_MAX = 20;

  private final List<String> told = new ArrayList<>();
  private long count;

  synchronized void add(String what) {
    count++;
    if (count <= TOLD_MAX) {
      told.add(what);
      System.err.println("soak: BROKEN: " + what);
    }
  }

  synchronized long count() {
    return count;
  }

  synchronized List<String> told() {
    return List.copyOf(told);
  }
}
