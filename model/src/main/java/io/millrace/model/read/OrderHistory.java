package io.millrace.model.read;

import io.millrace.model.Recorded;
import java.util.List;

/** Every fact about one order, in order. A placing is without the submit token that it spent. */
public record OrderHistory(List<Entry> entries) {
  public OrderHistory {
    entries = List.copyOf(entries);
  }

  /** One fact. */
  public record Entry(Recorded recorded, long atMillis) {}
}
