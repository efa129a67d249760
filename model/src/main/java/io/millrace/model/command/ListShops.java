package io.millrace.model.command;

import io.millrace.model.ShopId;
import org.jspecify.annotations.Nullable;

/** Shops of this shard by id. */
public record ListShops(@Nullable ShopId after, int limit) implements Query {}
