package io.millrace.model.command;

import io.millrace.model.MovementCause;
import io.millrace.model.SkuId;
import org.jspecify.annotations.Nullable;

/** Change stock by hand. */
public record MoveStock(SkuId sku, int quantity, MovementCause cause, @Nullable String reference)
    implements Change {}
