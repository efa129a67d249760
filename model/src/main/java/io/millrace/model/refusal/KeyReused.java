package io.millrace.model.refusal;

/** The key is bound to another request. */
public record KeyReused() implements Refusal {
  @Override
  public Code code() {
    return Code.IDEMPOTENCY_KEY_REUSED;
  }
}
