package io.millrace.edge.http;

import io.helidon.webserver.ConnectionContext;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Holds every answer to a deadline by which its client must have taken it. A write to a full socket
 * has no timeout of its own: a client that asks and never reads would keep a thread, an answer and
 * a place among the connections for ever. Whoever is late loses the connection without a word,
 * since words are what it does not read.
 */
public final class Departures implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Departures.class.getName());

  private final Deadlines deadlines;

  /**
   * Nothing is watched before {@link #start}.
   *
   * @param nanos a clock that only ever goes forward
   */
  public Departures(Duration departureMax, LongSupplier nanos) {
    this.deadlines = new Deadlines("edge-departures", departureMax, nanos, Departures::cut);
  }

  public void start() {
    deadlines.start();
  }

  @Override
  public void close() {
    deadlines.close();
  }

  /** Runs a write on the calling thread; past the deadline the write ends with an exception. */
  void within(ConnectionContext connection, Runnable write) {
    deadlines.begin(connection);
    try {
      write.run();
    } finally {
      deadlines.end();
    }
  }

  /** Closing a socket wakes who is writing to it. */
  private static void cut(ConnectionContext connection) {
    try {
      connection.serverSocket().close();
    } catch (RuntimeException e) {
      // The connection is gone already; that is all we wanted.
      LOG.log(System.Logger.Level.TRACE, "A client that did not read had left", e);
    }
  }
}
