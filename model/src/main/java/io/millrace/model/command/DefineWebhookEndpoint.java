package io.millrace.model.command;

import io.millrace.model.Secret;
import io.millrace.model.WebhookSettings;
import org.jspecify.annotations.Nullable;

/**
 * Make an endpoint, or change its settings.
 *
 * @param sealed the secret of a new one; null to change one that is there
 */
public record DefineWebhookEndpoint(
    String endpoint, WebhookSettings settings, @Nullable Secret sealed) implements WebhookChange {}
