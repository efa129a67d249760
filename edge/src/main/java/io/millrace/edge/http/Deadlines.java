package io.millrace.edge.http;

import io.helidon.webserver.ConnectionContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What connections must have done by a deadline, one thing for each thread. It costs one put and
 * one remove in a concurrent map, and the working thread arms no timer.
 *
 * <p>A connection's thread begins and ends its own. The sweeping thread ends those that are late.
 * Whoever removes the entry has decided: so only one of them goes on.
 */
final class Deadlines implements AutoCloseable {
  /** How late a deadline may be noticed. */
  private static final Duration SWEEP_PERIOD = Duration.ofMillis(250);

  private final long nanosMax;
  private final LongSupplier nanos;
  private final Consumer<ConnectionContext> onLate;
  private final Map<Thread, Begun> open = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sweeper;

  /**
   * Nothing is late before {@link #start}.
   *
   * @param name of the sweeping thread
   * @param nanos a clock that only ever goes forward
   * @param onLate called on the sweeping thread, so it must not wait for anybody
   */
  Deadlines(String name, Duration max, LongSupplier nanos, Consumer<ConnectionContext> onLate) {
    this.nanosMax = max.toNanos();
    this.nanos = nanos;
    this.onLate = onLate;
    this.sweeper =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name(name).unstarted(task));
  }

  private record Begun(ConnectionContext connection, long startNanos) {}

  void start() {
    long period = SWEEP_PERIOD.toMillis();
    var _ = sweeper.scheduleAtFixedRate(this::sweep, period, period, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
  }

  /** The calling thread has until the deadline. */
  void begin(ConnectionContext connection) {
    open.put(Thread.currentThread(), new Begun(connection, nanos.getAsLong()));
  }

  /** The calling thread is done: gives its connection back, or null if it came too late. */
  @Nullable ConnectionContext end() {
    Begun begun = open.remove(Thread.currentThread());
    return begun == null ? null : begun.connection;
  }

  private void sweep() {
    long now = nanos.getAsLong();
    open.forEach((thread, begun) -> {
      if (now - begun.startNanos > nanosMax && open.remove(thread, begun)) {
        onLate.accept(begun.connection);
      }
    });
  }
}
