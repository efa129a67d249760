package io.millrace.diana;

import io.millrace.diana.rule.Rule;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a rule has seen; an adder is not waited for. Most of what a limit admits is counted where
 * its key is ({@link Segment#admit}), and here what else passes.
 */
final class Meters {
  private static final System.Logger LOG = System.getLogger(Meters.class.getName());

  final LongAdder admitted = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder wouldRefuse = new LongAdder();
  final LongAdder failed = new LongAdder();

  /**
   * A condition, a key or an algorithm threw: a plug-in's fault, or ours. Told once, twice, four
   * times …: requests that bring it about on purpose shall not fill a log.
   */
  void failed(Rule rule, RuntimeException e) {
    failed.increment();
    long times = failed.sum();
    if (Long.bitCount(times) == 1) {
      LOG.log(
          System.Logger.Level.WARNING, "Rule " + rule.name() + " failed, " + times + " times", e);
    }
  }
}
