package io.millrace.app.audit;

import io.millrace.app.data.DataDirectory;
import io.millrace.edge.ops.Auditor;
import io.millrace.node.ShardStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The audit of a node that goes on meanwhile: the same auditor over the same files as offline, up
 * to what was durable when it began. The node is asked for nothing else, since it is what is
 * audited. One at a time, because each keeps a second copy of the state while it runs.
 */
public final class LiveAudit implements Auditor {

  private final DataDirectory data;
  private final Supplier<List<ShardStatus>> statuses;

  public LiveAudit(DataDirectory data, Supplier<List<ShardStatus>> statuses) {
    this.data = data;
    this.statuses = statuses;
  }

  @Override
  public synchronized byte[] report() {
    Map<Integer, Long> durable =
        statuses.get().stream()
            .collect(Collectors.toMap(ShardStatus::shard, ShardStatus::durableSequence));
    Audit audit = new Audit();
    try {
      for (DataDirectory.Shard shard : data.shards()) {
        audit.take(shard, durable.getOrDefault(shard.number(), 0L));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return audit.report().json();
  }
}
