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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Holds every request to a deadline by which it must have arrived whole, from the end of its first
 * line to the last byte of its body. A client that stops half way, or sends a byte now and then to
 * look alive, gets a 408 and loses its connection.
 *
 * <p>The server beneath has no such limit: its sockets read without a timeout, and a timeout for
 * each read would not stop those who send a byte now and then. Here an arrival costs one put and
 * one remove in a concurrent map, and the reading thread arms no timer.
 *
 * <p>A connection's thread begins and ends its own arrivals. The sweeping thread ends those that
 * are late; {@link Arrival#over} decides between the two, so that only one of them answers.
 */
public final class Arrivals implements Http1ConnectionListener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Arrivals.class.getName());

  /** How late a deadline may be noticed. */
  private static final Duration SWEEP_PERIOD = Duration.ofMillis(250);

  private static final byte[] TIMEOUT_ANSWER = timeoutAnswer();

  private final long arrivalNanosMax;
  private final LongSupplier nanos;
  private final Map<Thread, Arrival> open = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("edge-arrivals").unstarted(task));

  /**
   * Nothing is watched before {@link #start}.
   *
   * @param nanos a clock that only ever goes forward
   */
  public Arrivals(Duration arrivalMax, LongSupplier nanos) {
    this.arrivalNanosMax = arrivalMax.toNanos();
    this.nanos = nanos;
  }

  private record Arrival(ConnectionContext connection, long startNanos, AtomicBoolean over) {}

  public void start() {
    long period = SWEEP_PERIOD.toMillis();
    var _ = sweeper.scheduleAtFixedRate(this::sweep, period, period, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
  }

  /** The first line is there: from here on the client owes us the rest. */
  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    open.put(
        Thread.currentThread(), new Arrival(connection, nanos.getAsLong(), new AtomicBoolean()));
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    // The body is still to come; whoever has read it calls arrived().
  }

  /** The calling connection's request is there, or nobody waits for the rest of it any more. */
  void arrived() {
    Arrival arrival = open.remove(Thread.currentThread());
    if (arrival == null || !arrival.over.compareAndSet(false, true)) {
      throw new CloseConnectionException("the request came too late and was answered so");
    }
  }

  private void sweep() {
    long now = nanos.getAsLong();
    open.entrySet().removeIf(entry -> endsIfLate(entry.getValue(), now));
  }

  private boolean endsIfLate(Arrival arrival, long now) {
    boolean ends =
        now - arrival.startNanos > arrivalNanosMax && arrival.over.compareAndSet(false, true);
    if (ends) {
      // Writing waits for a client that does not read either: not on the sweeper's time.
      Thread.ofVirtual().start(() -> refuse(arrival.connection));
    }
    return ends;
  }

  private static void refuse(ConnectionContext connection) {
    try {
      connection.dataWriter().writeNow(BufferData.create(TIMEOUT_ANSWER));
      connection.serverSocket().close();
    } catch (RuntimeException e) {
      // The connection is gone already; that is all we wanted.
      LOG.log(System.Logger.Level.TRACE, "A late client had left", e);
    }
  }

  private static byte[] timeoutAnswer() {
    byte[] body = Problem.of(Code.TIMEOUT, "the request did not arrive in time").answer().body();
    String head =
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Type: "
            + Problem.MEDIA_TYPE
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    return (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }
}
