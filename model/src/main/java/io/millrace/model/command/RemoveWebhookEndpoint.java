package io.millrace.model.command;

/** Tell an endpoint nothing more, and forget it. */
public record RemoveWebhookEndpoint(String endpoint) implements WebhookChange {}
