package io.millrace.model.fact;

import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;

/** A SKU was made (version 1) or its description changed. */
public record SkuDefined(SkuId sku, SkuDescription description, int version) implements ShopFact {}
