package io.millrace.model.refusal;

/** The request itself is wrong, whatever the state. */
public record Invalid(String field, String detail) implements Refusal {
  @Override
  public Code code() {
    return Code.INVALID;
  }
}
