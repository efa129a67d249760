package io.millrace.model.answer;

import io.millrace.model.fact.SkuBatchAnswered;
import java.util.List;

/** What became of each SKU of a batch. */
public record SkuBatchView(List<SkuBatchAnswered.Item> items) implements Answer {
  public SkuBatchView {
    items = List.copyOf(items);
  }
}
