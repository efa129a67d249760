package io.millrace.model.refusal;

/** The shop has no such endpoint. */
public record WebhookEndpointUnknown(String endpoint) implements Refusal {
  @Override
  public Code code() {
    return Code.WEBHOOK_ENDPOINT_UNKNOWN;
  }
}
