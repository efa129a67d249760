package io.millrace.model.command;

/** Send to an endpoint again. */
public record EnableWebhookEndpoint(String endpoint) implements WebhookChange {}
