package io.millrace.engine.purchase;

import org.jspecify.annotations.Nullable;

/** What one buyer ordered of one limited SKU in one millisecond of log time. */
final class Purchase {
  final Tally tally;
  final long atMillis;
  long units;

  /** Neighbours among the purchases of the same buyer and SKU. */
  @Nullable Purchase before;

  @Nullable Purchase after;

  /** Neighbours among all purchases of the SKU, whoever's they are. */
  @Nullable Purchase older;

  @Nullable Purchase younger;

  Purchase(Tally tally, long atMillis) {
    this.tally = tally;
    this.atMillis = atMillis;
  }
}
