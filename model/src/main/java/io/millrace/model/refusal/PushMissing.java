package io.millrace.model.refusal;

import io.millrace.model.QueueId;

/** The queue pushes nothing, so it has no secret. */
public record PushMissing(QueueId queue) implements Refusal {
  @Override
  public Code code() {
    return Code.PUSH_MISSING;
  }
}
