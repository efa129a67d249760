package io.millrace.model;

/**
 * One handing out of a task. The epoch counts them: who comes with an old one has lost the lease.
 */
public record LeaseId(long task, int epoch) {
  private static final char BETWEEN = '-';

  public LeaseId {
    if (task <= 0 || epoch <= 0) {
      throw new IllegalArgumentException("a lease is a task's number and an epoch");
    }
  }

  public static LeaseId parse(String text) {
    int between = text.indexOf(BETWEEN);
    if (between < 0) {
      throw new IllegalArgumentException("a lease is a task's number and an epoch");
    }
    return new LeaseId(
        Long.parseLong(text.substring(0, between)), Integer.parseInt(text.substring(between + 1)));
  }

  @Override
  public String toString() {
    return task + "" + BETWEEN + epoch;
  }
}
