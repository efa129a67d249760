package io.millrace.model.refusal;

import io.millrace.model.QueueId;

/** The shop has no such queue. */
public record QueueUnknown(QueueId queue) implements Refusal {
  @Override
  public Code code() {
    return Code.QUEUE_UNKNOWN;
  }
}
