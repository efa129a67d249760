package io.millrace.model.fact;

import io.millrace.model.Secret;

/**
 * An endpoint has another secret.
 *
 * @param overlapUntilMillis until then the one before signs too
 */
public record WebhookSecretRotated(
    String endpoint, Secret sealed, long overlapUntilMillis, int version) implements WebhookFact {}
