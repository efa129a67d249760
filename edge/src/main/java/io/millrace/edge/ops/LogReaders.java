package io.millrace.edge.ops;

import io.millrace.node.LogReader;
import java.util.List;

/** Knows whoever reads the node's logs. */
@FunctionalInterface
public interface LogReaders {
  List<LogReader> of(int shard);
}
