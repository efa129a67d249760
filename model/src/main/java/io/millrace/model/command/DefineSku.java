package io.millrace.model.command;

import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;

/** Make a SKU or change its description. */
public record DefineSku(SkuId sku, SkuDescription description) implements Change, DefineSkus.Item {}
