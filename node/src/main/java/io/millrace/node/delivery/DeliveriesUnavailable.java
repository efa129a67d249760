package io.millrace.node.delivery;

/** Where deliveries are kept cannot be read or written now. */
public final class DeliveriesUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  public DeliveriesUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
