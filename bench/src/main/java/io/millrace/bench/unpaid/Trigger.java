package io.millrace.bench.unpaid;

import java.util.List;
import java.util.Map;

/** What tells a shop's worker that a deadline has come: where the classic ways differ. */
interface Trigger {

  /** The orders are in the table; from now on their deadlines are watched. */
  void arm(List<UnpaidOrder> orders) throws Exception;

  /** They were paid. A trigger that cannot forget them will find nothing to close. */
  void disarm(List<Integer> paid) throws Exception;

  /** Starts one, with threads of its own. */
  @FunctionalInterface
  interface Start {
    /**
     * Starts watching, also what was armed before this worker.
     *
     * @param where how servers are found
     * @param closing what to tell when orders are due
     */
    Trigger start(Map<String, String> where, Closing closing) throws Exception;
  }
}
