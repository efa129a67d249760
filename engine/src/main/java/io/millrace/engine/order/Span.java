package io.millrace.engine.order;

/** The lines of one order, which lie one after the other: the number of the first, and how many. */
record Span(int first, int count) {
  /** A byte of the order's row. */
  static final int COUNT_MAX = 0xff;
}
