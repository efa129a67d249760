package io.millrace.model;

/** The name of a queue of tasks. */
public record QueueId(String value) {
  public QueueId {
    Names.require("a queue id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
