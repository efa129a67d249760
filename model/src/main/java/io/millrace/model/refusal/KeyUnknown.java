package io.millrace.model.refusal;

/** No such merchant key. */
public record KeyUnknown(String id) implements Refusal {
  @Override
  public Code code() {
    return Code.KEY_UNKNOWN;
  }
}
