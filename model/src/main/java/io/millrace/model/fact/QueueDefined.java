package io.millrace.model.fact;

import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A queue was made or changed. Its numbers are absolute; what is open keeps what it was given.
 *
 * @param sealed what its tasks are signed with when they are posted; there when the queue begins to
 *     push, null where the secret stays what it is, or is none
 */
public record QueueDefined(
    QueueId queue, QueueSettings settings, int version, @Nullable Secret sealed)
    implements TaskFact {

  /** With the secret that it has, or none. */
  public QueueDefined(QueueId queue, QueueSettings settings, int version) {
    this(queue, settings, version, null);
  }
}
