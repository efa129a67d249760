package io.millrace.engine.task;

import java.util.Arrays;

/**
 * Tasks in a row, one list for each priority, linked through columns of their own. Adding and
 * taking out cost the same however many there are.
 */
final class RowList {
  private final TaskTable table;
  private final int nextColumn;
  private final int prevColumn;
  private final int[] firsts;
  private final int[] lasts;

  /**
   * Empty lists.
   *
   * @param nextColumn the column of links; the one after it holds the links back
   */
  RowList(TaskTable table, int nextColumn, int lists) {
    this.table = table;
    this.nextColumn = nextColumn;
    this.prevColumn = nextColumn + 1;
    this.firsts = new int[lists];
    this.lasts = new int[lists];
    Arrays.fill(firsts, TaskTable.NONE);
    Arrays.fill(lasts, TaskTable.NONE);
  }

  void append(int list, int row) {
    int last = lasts[list];
    table.set(row, prevColumn, last);
    table.set(row, nextColumn, TaskTable.NONE);
    if (last == TaskTable.NONE) {
      firsts[list] = row;
    } else {
      table.set(last, nextColumn, row);
    }
    lasts[list] = row;
  }

  void remove(int list, int row) {
    int next = table.get(row, nextColumn);
    int prev = table.get(row, prevColumn);
    if (prev == TaskTable.NONE) {
      firsts[list] = next;
    } else {
      table.set(prev, nextColumn, next);
    }
    if (next == TaskTable.NONE) {
      lasts[list] = prev;
    } else {
      table.set(next, prevColumn, prev);
    }
  }

  /** {@link TaskTable#NONE} when there is none. */
  int first(int list) {
    return firsts[list];
  }

  int after(int row) {
    return table.get(row, nextColumn);
  }
}
