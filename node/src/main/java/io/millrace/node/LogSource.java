package io.millrace.node;

import io.millrace.journal.Log;
import java.io.IOException;

/** Opens a shard's log for writing: at the start, and again when the shard rebuilds itself. */
public interface LogSource {
  Log open(int shard) throws IOException;
}
