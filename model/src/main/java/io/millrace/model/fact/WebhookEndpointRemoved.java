package io.millrace.model.fact;

/** An endpoint is no more, and what waited for it neither. */
public record WebhookEndpointRemoved(String endpoint) implements WebhookFact {}
