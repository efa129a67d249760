package io.millrace.model.command;

import io.millrace.model.Secret;

/** Let whoever holds the key with this hash act for the shop. */
public record IssueMerchantKey(String id, Secret hash) implements Change {}
