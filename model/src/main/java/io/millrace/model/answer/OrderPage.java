package io.millrace.model.answer;

import java.util.List;

/**
 * Some orders.
 *
 * @param keptUpTo 0, or the shop has orders that left memory, so that the page may lack some;
 *     tables that have come to this of its facts have them
 */
public record OrderPage(List<OrderView> items, boolean more, long keptUpTo) implements Answer {

  /** Whole. */
  public OrderPage(List<OrderView> items, boolean more) {
    this(items, more, 0);
  }

  public OrderPage {
    items = List.copyOf(items);
  }

  /** Whether it may lack orders that left memory. */
  public boolean archived() {
    return keptUpTo > 0;
  }
}
