package io.millrace.model.refusal;

import io.millrace.model.TaskId;

/** A worker has the task: it cannot be scheduled anew. */
public record TaskLeased(TaskId task) implements Refusal {
  @Override
  public Code code() {
    return Code.TASK_LEASED;
  }
}
