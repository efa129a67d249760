package io.millrace.model.answer;

import java.util.List;

/** Some merchant keys. */
public record MerchantKeyPage(List<MerchantKeyView> items, boolean more) implements Answer {
  public MerchantKeyPage {
    items = List.copyOf(items);
  }
}
