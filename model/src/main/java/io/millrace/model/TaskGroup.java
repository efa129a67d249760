package io.millrace.model;

/** Which workers a task is meant for; they ask for it by this name. */
public record TaskGroup(String value) {
  public TaskGroup {
    Names.require("a group", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
