package io.millrace.journal;

/**
 * Where a log is not what was written, and why.
 *
 * @param sequence the first sequence that cannot be read from this place on
 */
public record BadPlace(String file, long offset, long sequence, String reason) {
  @Override
  public String toString() {
    return "Log damaged in %s at offset %d (sequence %d): %s"
        .formatted(file, offset, sequence, reason);
  }
}
