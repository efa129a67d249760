package io.millrace.node.delivery;

/** Whether a queue's due tasks are posted. */
public enum PushState {
  PUSHES,
  /** So much failed in a row, or the receiver asked for it: nothing is sent for a while. */
  RESTS,
  /** Its secret was sealed with another node key. */
  CANNOT_SIGN,
  /** Its address cannot be read. */
  CANNOT_CALL
}
