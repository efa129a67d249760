package io.millrace.model.command;

/** All endpoints of a shop's webhooks; they are few. */
public record ListWebhookEndpoints() implements Query {}
