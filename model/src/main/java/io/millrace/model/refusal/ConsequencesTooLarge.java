package io.millrace.model.refusal;

/** One command may not make that much. */
public record ConsequencesTooLarge(int bytesMax) implements Refusal {
  @Override
  public Code code() {
    return Code.TOO_LARGE;
  }
}
