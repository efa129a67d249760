package io.millrace.edge.http;

/**
 * The body of an answer that is made while it is sent. Runs on the connection's virtual thread,
 * until it returns or its client has gone. Closed in any case, also if it never ran.
 */
@FunctionalInterface
public interface Outflow extends AutoCloseable {

  void run(Chunks chunks);

  /** Gives back what it holds. */
  @Override
  default void close() {
    // most hold nothing
  }

  /** Where its bytes go. */
  interface Chunks {
    /** Sends some now. A client that does not take them in time loses its connection. */
    void send(byte[] bytes);
  }

  /**
   * There is more, and it cannot be sent. The connection breaks off, or what was sent would look
   * whole.
   */
  final class BrokenOff extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BrokenOff(String why) {
      super(why);
    }
  }
}
