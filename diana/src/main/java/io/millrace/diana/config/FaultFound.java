package io.millrace.diana.config;

/** Ends the reading of a rule. Never leaves the package, and so needs no stack trace. */
final class FaultFound extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Fault fault;

  FaultFound(Fault fault) {
    super(fault.toString(), null, false, false);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
