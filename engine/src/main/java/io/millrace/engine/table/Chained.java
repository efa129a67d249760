package io.millrace.engine.table;

import org.jspecify.annotations.Nullable;

/**
 * An entry of a {@link GrowingTable}. It carries the table's link itself, because a node of its own
 * would cost as much again as the smaller entries.
 */
public interface Chained<E> {
  /** Well mixed, and the same as long as the entry is in a table. */
  int hash();

  @Nullable E next();

  /** Only the table calls this. */
  void next(@Nullable E next);
}
