package io.millrace.model.answer;

/** A merchant key, without the key. */
public record MerchantKeyView(String id, long createdAtMillis) implements Answer {}
