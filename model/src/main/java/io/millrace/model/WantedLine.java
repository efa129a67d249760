package io.millrace.model;

/** So many units of a SKU, as a buyer asks for them. */
public record WantedLine(SkuId sku, int quantity) {}
