package io.millrace.model.answer;

import java.util.List;

/** Some orders. */
public record OrderPage(List<OrderView> items, boolean more) implements Answer {
  public OrderPage {
    items = List.copyOf(items);
  }
}
