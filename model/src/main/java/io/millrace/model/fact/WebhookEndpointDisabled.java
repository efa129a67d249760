package io.millrace.model.fact;

import io.millrace.model.WebhookDisabled;

/** Nothing is sent to an endpoint until somebody enables it. */
public record WebhookEndpointDisabled(String endpoint, WebhookDisabled why, int version)
    implements WebhookFact {}
