package io.millrace.bench.server;

/** What a way needs is not on this machine; it goes without figures, and the reason is told. */
public final class NotRun extends Exception {
  private static final long serialVersionUID = 1L;

  public NotRun(String reason) {
    super(reason);
  }
}
