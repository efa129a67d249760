package io.millrace.model.refusal;

/** The thing has changed meanwhile. */
public record VersionMismatch(int current) implements Refusal {
  @Override
  public Code code() {
    return Code.VERSION_MISMATCH;
  }
}
