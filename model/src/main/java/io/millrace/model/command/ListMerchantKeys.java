package io.millrace.model.command;

import org.jspecify.annotations.Nullable;

/** Merchant keys by id. */
public record ListMerchantKeys(@Nullable String after, int limit) implements Query {}
