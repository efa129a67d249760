package io.millrace.edge.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.millrace.model.refusal.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Holds every request to a deadline by which it must have arrived whole, from the end of its first
 * line to the last byte of its body. A client that stops half way, or sends a byte now and then to
 * look alive, gets a 408 and loses its connection.
 *
 * <p>The server beneath has no such limit: its sockets read without a timeout, and a timeout for
 * each read would not stop those who send a byte now and then.
 */
public final class Arrivals implements Http1ConnectionListener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Arrivals.class.getName());

  private final Deadlines deadlines;
  private final Departures departures;
  private final Supplier<String> ids;

  /**
   * Nothing is watched before {@link #start}.
   *
   * @param nanos a clock that only ever goes forward
   * @param departures holds those who get the 408 to reading it
   * @param ids gives each of these answers its {@code Request-Id}
   */
  public Arrivals(
      Duration arrivalMax, LongSupplier nanos, Departures departures, Supplier<String> ids) {
    this.deadlines = new Deadlines("edge-arrivals", arrivalMax, nanos, this::refuse);
    this.departures = departures;
    this.ids = ids;
  }

  public void start() {
    deadlines.start();
  }

  @Override
  public void close() {
    deadlines.close();
  }

  /** The first line is there: from here on the client owes us the rest. */
  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    deadlines.begin(connection);
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    // The body is still to come; whoever has read it calls arrived().
  }

  /**
   * The calling connection's request is there, or nobody waits for the rest of it any more. Gives
   * the connection, which is known from the first line alone.
   */
  ConnectionContext arrived() {
    ConnectionContext connection = deadlines.end();
    if (connection == null) {
      throw new CloseConnectionException("the request came too late and was answered so");
    }
    return connection;
  }

  /** Writing waits for a client that does not read either: not on the sweeper's time. */
  private void refuse(ConnectionContext connection) {
    Thread.ofVirtual().start(() -> departures.within(connection, () -> refuseNow(connection)));
  }

  private void refuseNow(ConnectionContext connection) {
    try {
      connection.dataWriter().writeNow(BufferData.create(timeoutAnswer(ids.get())));
      connection.serverSocket().close();
    } catch (RuntimeException e) {
      // The connection is gone already; that is all we wanted.
      LOG.log(System.Logger.Level.TRACE, "A late client had left", e);
    }
  }

  private static byte[] timeoutAnswer(String id) {
    byte[] body = Problem.of(Code.TIMEOUT, "the request did not arrive in time").answer().body();
    String head =
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nRequest-Id: "
            + id
            + "\r\nContent-Type: "
            + Problem.MEDIA_TYPE
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    return (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }
}
