package io.millrace.model;

/** The name that whoever scheduled a task gave it; unique in its queue. */
public record TaskId(String value) {
  public TaskId {
    Names.require("a task id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
