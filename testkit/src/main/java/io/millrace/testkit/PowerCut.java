package io.millrace.testkit;

/** The simulated machine went down in the middle of a disk operation. */
public final class PowerCut extends RuntimeException {
  PowerCut(long operation) {
    super("The power was cut at disk operation " + operation);
  }
}
