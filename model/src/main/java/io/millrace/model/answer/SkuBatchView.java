package io.millrace.model.answer;

import io.millrace.model.fact.SkuBatchAnswered;

/** What became of each SKU of a batch. */
public record SkuBatchView(SkuBatchAnswered answered) implements Answer {}
