package io.millrace.proof.audit;

/** The auditor's objection. */
public final class BrokenPromise extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Promise promise;

  public BrokenPromise(Promise promise, String what) {
    super(what);
    this.promise = promise;
  }

  public Promise promise() {
    return promise;
  }

  /** What was found, in a sentence. */
  public String what() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
