package io.millrace.model.refusal;

/** The actor may not ask for this part of the request. */
public record NotPermitted(String field, String detail) implements Refusal {
  @Override
  public Code code() {
    return Code.FORBIDDEN;
  }
}
