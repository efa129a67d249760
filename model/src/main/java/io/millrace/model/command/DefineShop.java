package io.millrace.model.command;

import io.millrace.model.ShopSettings;

/** Make a shop or change its settings. */
public record DefineShop(ShopSettings settings) implements Change {}
