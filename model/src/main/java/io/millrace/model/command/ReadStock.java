package io.millrace.model.command;

import io.millrace.model.SkuId;

/** The stock of a SKU. */
public record ReadStock(SkuId sku) implements Query {}
