package io.millrace.model.answer;

import java.util.List;

/** Some SKUs. */
public record SkuPage(List<SkuView> items, boolean more) implements Answer {
  public SkuPage {
    items = List.copyOf(items);
  }
}
