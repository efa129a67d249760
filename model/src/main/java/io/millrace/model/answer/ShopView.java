package io.millrace.model.answer;

import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;

/** A shop as it is. */
public record ShopView(
    ShopId shop, ShopSettings settings, int version, long createdAtMillis, long updatedAtMillis)
    implements Answer {}
