package io.millrace.model.refusal;

/** The confirmation page is too old. */
public record TokenExpired(long expiredAtMillis) implements Refusal {
  @Override
  public Code code() {
    return Code.SUBMIT_TOKEN_EXPIRED;
  }
}
