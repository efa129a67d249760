package io.millrace.model.refusal;

/** The table of remembered keys is full. */
public record KeysFull() implements Refusal {
  @Override
  public Code code() {
    return Code.OVERLOADED;
  }
}
