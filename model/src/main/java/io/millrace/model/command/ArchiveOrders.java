package io.millrace.model.command;

import io.millrace.model.OrderVersion;
import java.util.List;

/**
 * Lets final orders leave memory. Whoever asks has each of them in tables, in the version that it
 * names. Orders that have changed since, or are not final, are passed over.
 *
 * @param keptUpTo tables that have come to this of the shop's facts have them
 */
public record ArchiveOrders(List<OrderVersion> orders, long keptUpTo) implements Change {
  public ArchiveOrders {
    orders = List.copyOf(orders);
  }
}
