package io.millrace.model.command;

/** What is asked about one endpoint of a shop's webhooks. */
public sealed interface WebhookChange extends Change
    permits DefineWebhookEndpoint,
        RemoveWebhookEndpoint,
        RotateWebhookSecret,
        DisableWebhookEndpoint,
        EnableWebhookEndpoint {
  String endpoint();
}
