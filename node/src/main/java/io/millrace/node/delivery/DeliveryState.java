package io.millrace.node.delivery;

/** What has become of a delivery. */
public enum DeliveryState {
  /** It will be sent: now, at a later time, or when those before it of the same order have been. */
  WAITING,
  /** The receiver answered 2xx. */
  DELIVERED,
  /** It was tried often enough. */
  DEAD
}
