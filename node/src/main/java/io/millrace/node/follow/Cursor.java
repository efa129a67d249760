package io.millrace.node.follow;

import io.millrace.journal.LogId;

/**
 * Where a follower stands: every fact up to this one has had its effect. It names the log and the
 * epoch too, so that a log which lost its end, or another one, is not taken for the same.
 *
 * @param logHigh half of the log's id, as is {@code logLow}
 * @param epoch of the frame that holds the fact
 */
public record Cursor(long logHigh, long logLow, long epoch, long sequence) {

  static Cursor at(LogId log, FollowedFact fact) {
    return new Cursor(log.high(), log.low(), fact.epoch(), fact.sequence());
  }

  LogId log() {
    return new LogId(logHigh, logLow);
  }
}
