package io.millrace.model.answer;

/** A buyer secret, without the secret. */
public record BuyerSecretView(String kid, long createdAtMillis) implements Answer {}
