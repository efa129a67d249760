package io.millrace.model.refusal;

import io.millrace.model.QueueId;

/** The queue holds as many open tasks as it may. */
public record QueueFull(QueueId queue, int limit) implements Refusal {
  @Override
  public Code code() {
    return Code.QUEUE_FULL;
  }
}
