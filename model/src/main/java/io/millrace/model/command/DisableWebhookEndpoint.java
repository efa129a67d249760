package io.millrace.model.command;

import io.millrace.model.WebhookDisabled;

/** Send nothing to an endpoint for now. */
public record DisableWebhookEndpoint(String endpoint, WebhookDisabled why)
    implements WebhookChange {}
