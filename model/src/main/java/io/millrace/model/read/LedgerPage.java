package io.millrace.model.read;

import java.util.List;

/** Some changes of a SKU's stock, the newest first. */
public record LedgerPage(List<LedgerEntry> items, boolean more) {
  public LedgerPage {
    items = List.copyOf(items);
  }
}
