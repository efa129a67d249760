package io.millrace.node;

import io.millrace.engine.EngineLimits;
import io.millrace.model.SlotTable;
import java.time.Duration;

/**
 * How a node runs.
 *
 * @param maxStop how far the wall clock may be ahead of the log at a start
 * @param acceptClock start even if it is further ahead
 */
public record NodeSettings(
    int shards,
    Duration maxStop,
    boolean acceptClock,
    EngineLimits engineLimits,
    IngressLimits ingressLimits) {

  public static final Duration MAX_STOP_DEFAULT = Duration.ofDays(7);

  public NodeSettings {
    if (shards < 1 || shards > SlotTable.SLOTS) {
      throw new IllegalArgumentException("a node has 1 to " + SlotTable.SLOTS + " shards");
    }
  }
}
