package io.millrace.model.answer;

/** An endpoint was removed. */
public record WebhookEndpointGone(String endpoint) implements Answer {}
