package io.millrace.node.delivery;

/**
 * How it stands with a party, since this process began.
 *
 * @param underWay calls that wait for an answer now
 * @param callsMax so many may
 * @param done tries that the party did
 * @param failed tries that it did not
 * @param held times that something was not sent
 */
public record PartyStatus(
    String name,
    BreakerState breaker,
    int underWay,
    int callsMax,
    long done,
    long failed,
    long held) {

  /** Of a breaker. */
  public enum BreakerState {
    CLOSED,
    OPEN,
    /** Some are let through, to see. */
    TRYING
  }
}
