package io.millrace.model.command;

import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Make a queue of tasks, or change its settings.
 *
 * @param sealed the secret of a queue that begins to push; one that pushes already keeps its own
 */
public record DefineQueue(QueueId queue, QueueSettings settings, @Nullable Secret sealed)
    implements Change {

  /** One that does not begin to push. */
  public DefineQueue(QueueId queue, QueueSettings settings) {
    this(queue, settings, null);
  }
}
