package io.millrace.model.command;

/** Take a merchant key back. */
public record RevokeMerchantKey(String id) implements Change {}
