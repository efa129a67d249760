package io.millrace.node;

import io.millrace.engine.EngineLimits;
import io.millrace.model.Level;
import io.millrace.model.SlotTable;
import java.time.Duration;

/**
 * How a node runs.
 *
 * @param maxStop how far the wall clock may be ahead of the log at a start
 * @param acceptClock start even if it is further ahead
 * @param levelKnown the highest level of facts that it can read, and begins new logs with
 */
public record NodeSettings(
    int shards,
    Duration maxStop,
    boolean acceptClock,
    EngineLimits engineLimits,
    IngressLimits ingressLimits,
    int levelKnown) {

  public static final Duration MAX_STOP_DEFAULT = Duration.ofDays(7);

  /** A node of this build. */
  public NodeSettings(
      int shards,
      Duration maxStop,
      boolean acceptClock,
      EngineLimits engineLimits,
      IngressLimits ingressLimits) {
    this(shards, maxStop, acceptClock, engineLimits, ingressLimits, Level.CURRENT);
  }

  public NodeSettings {
    if (shards < 1 || shards > SlotTable.SLOTS) {
      throw new IllegalArgumentException("a node has 1 to " + SlotTable.SLOTS + " shards");
    }
  }
}
