package io.millrace.model.fact;

import io.millrace.model.Secret;

/** A merchant key was made. Only its SHA-256 is kept. */
public record MerchantKeyIssued(String id, Secret hash) implements ShopFact {}
