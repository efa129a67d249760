package io.millrace.bench.report;

/** A figure without its proof is no figure: the run ends without one. */
public final class BenchmarkFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BenchmarkFailed(String message) {
    super(message);
  }

  public BenchmarkFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
