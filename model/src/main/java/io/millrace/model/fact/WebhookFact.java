package io.millrace.model.fact;

/** A fact about one endpoint of a shop's webhooks. */
public sealed interface WebhookFact extends ShopFact
    permits WebhookEndpointDefined,
        WebhookEndpointRemoved,
        WebhookSecretRotated,
        WebhookEndpointDisabled,
        WebhookEndpointEnabled {
  String endpoint();
}
