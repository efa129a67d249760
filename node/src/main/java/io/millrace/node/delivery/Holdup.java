package io.millrace.node.delivery;

/** Why an endpoint is sent nothing for now, though its receiver did not ask for that. */
public enum Holdup {
  /** The operator's file knows no such party, or does not open it to the shop. */
  PARTY_UNKNOWN,
  /** The party has failed too often, and is left alone for a moment. */
  BREAKER_OPEN,
  /** As many calls to the party are under way as may be. */
  CROWDED,
  /** As many calls to the party were made as may be in this time. */
  TOO_FAST,
  /** The log of calls cannot be written, or not in time. */
  UNLOGGED
}
