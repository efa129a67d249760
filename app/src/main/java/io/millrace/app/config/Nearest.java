package io.millrace.app.config;

import java.util.Collection;

/** The known name that somebody most likely meant. */
public final class Nearest {

  private Nearest() {}

  /** The known name with the fewest letters to change; the first one among equals. */
  public static String to(String wanted, Collection<String> known) {
    String nearest = "";
    int fewest = Integer.MAX_VALUE;
    for (String name : known) {
      int changes = changes(wanted, name);
      if (changes < fewest) {
        fewest = changes;
        nearest = name;
      }
    }
    return nearest;
  }

  /** Levenshtein's distance: letters added, dropped or replaced. */
  private static int changes(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] here = new int[to.length() + 1];
      here[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
        here[column] = Math.min(replaced, Math.min(above[column], here[column - 1]) + 1);
      }
      above = here;
    }
    return above[to.length()];
  }
}
