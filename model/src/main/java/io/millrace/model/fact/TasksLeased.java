package io.millrace.model.fact;

import io.millrace.model.LeaseId;
import io.millrace.model.QueueId;
import java.util.List;

/** Due tasks were handed to a worker, until a time. */
public record TasksLeased(QueueId queue, long untilMillis, List<LeaseId> leases)
    implements TaskFact {
  public TasksLeased {
    leases = List.copyOf(leases);
  }
}
