package io.millrace.app;

/** What the process says when it ends. The numbers are a contract with scripts and supervisors. */
public enum ExitStatus {
  WELL(0),
  /** A promise is broken, or a test failed. */
  BROKEN(1),
  /** Wrong use: a flag, a value, a command. */
  WRONG_USE(2),
  /** The data is not what was written. A restart does not help. */
  DAMAGED(3),
  /** The environment: a port, a lock, the disk, the clock. */
  ENVIRONMENT(4);

  private final int number;

  ExitStatus(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
