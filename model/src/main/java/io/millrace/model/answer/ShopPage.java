package io.millrace.model.answer;

import java.util.List;

/** Some shops of one shard; more says that others follow. */
public record ShopPage(List<ShopView> items, boolean more) implements Answer {
  public ShopPage {
    items = List.copyOf(items);
  }
}
