package io.millrace.proof.world;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.Disk;
import io.millrace.journal.Log;
import io.millrace.node.Clock;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.SimulatedDisk;

/**
 * What the simulated machine is put together from. {@link #REAL} is what is shipped; a test puts
 * something broken in the place of one part, to see that the auditor objects.
 */
public interface Parts {

  Parts REAL = new Parts() {};

  default Engine engine(int shard) {
    return new Engine(shard, EngineLimits.DEFAULT);
  }

  default Disk disk(SimulatedDisk disk) {
    return disk;
  }

  default Log log(Log log, Clock clock) {
    return log;
  }

  default KeptFacts effect(EffectFate fate) {
    return new KeptFacts(fate);
  }

  default Clock clock(SimulatedClock clock) {
    return clock;
  }
}
