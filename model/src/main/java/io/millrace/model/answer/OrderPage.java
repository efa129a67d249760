package io.millrace.model.answer;

import java.util.List;

/**
 * Some orders.
 *
 * @param archived whether the shop has orders that left memory, so that the page may lack some
 */
public record OrderPage(List<OrderView> items, boolean more, boolean archived) implements Answer {

  /** Whole. */
  public OrderPage(List<OrderView> items, boolean more) {
    this(items, more, false);
  }

  public OrderPage {
    items = List.copyOf(items);
  }
}
