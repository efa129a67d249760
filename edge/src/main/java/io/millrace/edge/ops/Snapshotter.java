package io.millrace.edge.ops;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Makes snapshots of the node's shards. Not the edge's own work: it only asks. */
@FunctionalInterface
public interface Snapshotter {
  /** Asks each shard for one. The futures complete with the sequences, in the order of shards. */
  List<CompletableFuture<Long>> snapshot();
}
