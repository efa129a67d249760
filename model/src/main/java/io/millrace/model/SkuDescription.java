package io.millrace.model;

import org.jspecify.annotations.Nullable;

/** Everything about a SKU but its stock. The price is in minor units of the shop's currency. */
public record SkuDescription(
    String name,
    long price,
    @Nullable String description,
    @Nullable String imageUrl,
    @Nullable PerBuyerLimit perBuyerLimit,
    boolean onSale) {}
