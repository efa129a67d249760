package io.millrace.model.command;

import io.millrace.model.SkuId;

/** A SKU. */
public record ReadSku(SkuId sku) implements Query {}
