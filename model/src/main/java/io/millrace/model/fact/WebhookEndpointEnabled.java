package io.millrace.model.fact;

/** An endpoint hears again. */
public record WebhookEndpointEnabled(String endpoint, int version) implements WebhookFact {}
