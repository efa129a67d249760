package io.millrace.bench.report;

/** How much work a benchmark does for its figures. */
public enum Scale {
  /** For tests: that figures come out, not what they are. */
  TINY,
  /** Under 30 seconds. */
  QUICK,
  /** As in the documents. */
  FULL;

  public <T> T pick(T tiny, T quick, T full) {
    return switch (this) {
      case TINY -> tiny;
      case QUICK -> quick;
      case FULL -> full;
    };
  }
}
