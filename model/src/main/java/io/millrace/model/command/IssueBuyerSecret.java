package io.millrace.model.command;

import io.millrace.model.Secret;

/** Let the shop sign buyer tokens with one more secret; two are valid at a time. */
public record IssueBuyerSecret(String kid, Secret sealed) implements Change {}
