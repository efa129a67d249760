package io.millrace.node;

import io.millrace.journal.Log;
import io.millrace.journal.Snapshots;
import java.io.IOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Opens a shard's log for writing: at the start, and again when the shard rebuilds itself. */
public interface LogSource {
  Log open(int shard) throws IOException;

  /**
   * Where frames are read and decoded ahead of a shard that replays them, one task after the other:
   * a thread beside the writer's, which has nothing else to do then.
   */
  default Executor ahead(int shard) {
    return Runnable::run;
  }

  /** Where the shard's snapshots lie; null for a node that makes none. */
  default @Nullable Snapshots snapshots(int shard) {
    return null;
  }
}
