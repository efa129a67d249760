package io.millrace.model.command;

import io.millrace.model.Secret;

/** Sign with another secret; the one before signs too for a while. */
public record RotateWebhookSecret(String endpoint, Secret sealed) implements WebhookChange {}
