package io.millrace.model.answer;

/** A merchant key was revoked. */
public record MerchantKeyGone(String id) implements Answer {}
