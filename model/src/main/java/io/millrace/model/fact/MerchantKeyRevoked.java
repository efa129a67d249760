package io.millrace.model.fact;

/** A merchant key works no more. */
public record MerchantKeyRevoked(String id) implements ShopFact {}
