package io.millrace.edge.http;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.edge.auth.RandomBytes;
import io.millrace.model.refusal.Code;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Marks, counts and times what passes. Looking a meter up in the registry is dear, so each is kept.
 */
public final class Traffic {
  /** Whatever matched no route: one name, so that a scanner cannot fill the registry. */
  private static final String NO_ROUTE = "none";

  private final MeterRegistry registry;
  private final LongSupplier nanos;
  private final Marks marks;
  private final Map<Code, Counter> refusals = new EnumMap<>(Code.class);
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

  public Traffic(MeterRegistry registry, LongSupplier nanos, RandomBytes random) {
    this.registry = registry;
    this.nanos = nanos;
    this.marks = new Marks(ByteBuffer.wrap(random.take(Long.BYTES)).getLong());
    for (Code code : Code.values()) {
      refusals.put(
          code, Counter.builder("millrace.refusals").tag("code", code.word()).register(registry));
    }
  }

  private record Key(@Nullable Route route, int status) {}

  /** Marks the answer so that its request can be found again, and gives the request's id. */
  String mark(ServerRequest request, ServerResponse response) {
    return marks.put(request.headers(), response);
  }

  /** An id for an answer to what was no request that could be read. */
  public String nextId() {
    return marks.next();
  }

  long start() {
    return nanos.getAsLong();
  }

  void refused(Code code) {
    Counter counter = refusals.get(code);
    if (counter != null) {
      counter.increment();
    }
  }

  void answered(@Nullable Route route, int status, long startNanos) {
    timers
        .computeIfAbsent(new Key(route, status), this::timer)
        .record(Duration.ofNanos(nanos.getAsLong() - startNanos));
  }

  private Timer timer(Key key) {
    return Timer.builder("millrace.requests")
        .tag("route", key.route == null ? NO_ROUTE : key.route.verb() + " " + key.route.path())
        .tag("status", Integer.toString(key.status))
        .publishPercentileHistogram(false)
        .register(registry);
  }
}
