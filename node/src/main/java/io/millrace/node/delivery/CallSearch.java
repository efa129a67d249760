package io.millrace.node.delivery;

import io.millrace.model.ShopId;
import org.jspecify.annotations.Nullable;

/**
 * Which tries of calls to third parties, the newest first.
 *
 * @param party of this one only; of all if null
 * @param order about this one only
 * @param shop for this one only
 * @param before older than the try of this number
 */
public record CallSearch(
    @Nullable String party,
    @Nullable String order,
    @Nullable ShopId shop,
    @Nullable Long before,
    int limit) {}
