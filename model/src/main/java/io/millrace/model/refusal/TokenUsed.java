package io.millrace.model.refusal;

import io.millrace.model.OrderId;

/** The token was spent on other lines. */
public record TokenUsed(OrderId order) implements Refusal {
  @Override
  public Code code() {
    return Code.SUBMIT_TOKEN_USED;
  }
}
