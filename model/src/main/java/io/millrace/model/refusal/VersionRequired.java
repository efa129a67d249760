package io.millrace.model.refusal;

/** A change of what exists must name its version. */
public record VersionRequired(int current) implements Refusal {
  @Override
  public Code code() {
    return Code.VERSION_REQUIRED;
  }
}
