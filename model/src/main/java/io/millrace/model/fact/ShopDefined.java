package io.millrace.model.fact;

import io.millrace.model.ShopSettings;

/** A shop was made (version 1) or its settings changed. */
public record ShopDefined(ShopSettings settings, int version) implements ShopFact {}
