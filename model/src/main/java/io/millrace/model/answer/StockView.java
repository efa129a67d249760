package io.millrace.model.answer;

import io.millrace.model.SkuId;

/** Stock as it is: onHand = available + held + committed. */
public record StockView(
    SkuId sku, long onHand, long available, long held, long committed, long shipped, long version)
    implements Answer {}
