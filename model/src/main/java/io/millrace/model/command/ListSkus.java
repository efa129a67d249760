package io.millrace.model.command;

import io.millrace.model.SkuId;
import org.jspecify.annotations.Nullable;

/** SKUs by id. */
public record ListSkus(@Nullable SkuId after, int limit) implements Query {}
