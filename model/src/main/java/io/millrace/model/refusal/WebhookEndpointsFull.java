package io.millrace.model.refusal;

/** The shop has as many endpoints as it may. */
public record WebhookEndpointsFull(int limit) implements Refusal {
  @Override
  public Code code() {
    return Code.WEBHOOK_ENDPOINTS_FULL;
  }
}
