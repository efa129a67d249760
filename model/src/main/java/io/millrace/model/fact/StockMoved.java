package io.millrace.model.fact;

import io.millrace.model.MovementCause;
import io.millrace.model.SkuId;
import org.jspecify.annotations.Nullable;

/**
 * Stock was changed by hand.
 *
 * @param id of the movement, from the same sequence as order ids
 * @param version of the SKU's stock after it
 */
public record StockMoved(
    long id, SkuId sku, int quantity, MovementCause cause, @Nullable String reference, long version)
    implements ShopFact {}
