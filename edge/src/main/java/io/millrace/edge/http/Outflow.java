package io.millrace.edge.http;

/**
 * The body of an answer that is made while it is sent. Runs on the connection's virtual thread,
 * until it returns or its client has gone.
 */
@FunctionalInterface
public interface Outflow {

  void run(Chunks chunks);

  /** Where its bytes go. */
  interface Chunks {
    /** Sends some now. A client that does not take them in time loses its connection. */
    void send(byte[] bytes);
  }
}
