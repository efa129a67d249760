package io.millrace.model.answer;

import java.util.List;

/** The valid buyer secrets. */
public record BuyerSecretList(List<BuyerSecretView> items) implements Answer {
  public BuyerSecretList {
    items = List.copyOf(items);
  }
}
