package io.millrace.model.answer;

import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import java.util.Currency;

/** A SKU as it is. */
public record SkuView(
    SkuId sku,
    SkuDescription description,
    Currency currency,
    int version,
    long createdAtMillis,
    long updatedAtMillis)
    implements Answer {}
