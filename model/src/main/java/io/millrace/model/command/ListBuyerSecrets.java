package io.millrace.model.command;

/** Buyer secrets, at most two. */
public record ListBuyerSecrets() implements Query {}
