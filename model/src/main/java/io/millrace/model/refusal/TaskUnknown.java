package io.millrace.model.refusal;

import io.millrace.model.TaskId;

/** The queue has no such task. */
public record TaskUnknown(TaskId task) implements Refusal {
  @Override
  public Code code() {
    return Code.TASK_UNKNOWN;
  }
}
