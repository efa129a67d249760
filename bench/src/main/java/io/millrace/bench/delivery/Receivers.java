package io.millrace.bench.delivery;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.millrace.bench.report.BenchmarkFailed;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that takes deliveries and pushed tasks, and notes when each came. What is sent to {@code
 * /hang} gets no answer for as long as this is open.
 */
final class Receivers implements AutoCloseable {

  private static final int ACCEPTED = 204;
  private static final JsonMapper JSON = new JsonMapper();

  private final WebServer server;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch awaited;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final AtomicInteger came = new AtomicInteger();
  private final AtomicLongArray arrivalNanos;
  private final AtomicLongArray delayMillis;

  /** Of so many deliveries to those that answer. */
  Receivers(int expected) {
    this.awaited = new CountDownLatch(expected);
    this.arrivalNanos = new AtomicLongArray(expected);
    this.delayMillis = new AtomicLongArray(expected);
    this.server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .routing(
                HttpRouting.builder()
                    .post("/well/{endpoint}", this::take)
                    .post("/hang/{endpoint}", this::hang))
            .build()
            .start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  private void take(ServerRequest request, ServerResponse response) {
    String body = request.content().as(String.class);
    long now = System.nanoTime();
    long wallMillis = System.currentTimeMillis();
    String id =
        request.path().pathParameters().get("endpoint")
            + " "
            + request.headers().get(HeaderNames.create("webhook-id")).get();
    if (seen.add(id)) {
      int place = came.getAndIncrement();
      if (place < arrivalNanos.length()) {
        Instant happened = Instant.parse(JSON.readTree(body).required("timestamp").asString());
        arrivalNanos.set(place, now);
        // The log's clock is steered towards the wall clock, and may be ahead of it by little.
        delayMillis.set(place, Math.max(0, wallMillis - happened.toEpochMilli()));
        awaited.countDown();
      }
    }
    response.status(ACCEPTED).send();
  }

  private void hang(ServerRequest request, ServerResponse response) {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    response.status(ACCEPTED).send();
  }

  /** Until all have come. */
  void await(int minutesMax) {
    try {
      if (!awaited.await(minutesMax, TimeUnit.MINUTES)) {
        throw new BenchmarkFailed(
            "%,d deliveries did not come within %d minutes"
                .formatted(awaited.getCount(), minutesMax));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted while deliveries came", e);
    }
  }

  /** Between the first and the last that came. */
  double perSecond() {
    long[] arrivals = sorted(arrivalNanos);
    return (arrivals.length - 1) / ((arrivals[arrivals.length - 1] - arrivals[0]) / 1e9);
  }

  /** From the first that came until now. */
  double secondsSinceFirst() {
    return (System.nanoTime() - sorted(arrivalNanos)[0]) / 1e9;
  }

  /** From when it happened, by the log's clock, until it came. */
  double delayMillis(double part) {
    long[] delays = sorted(delayMillis);
    return delays[(int) Math.min(delays.length - 1L, (long) (part * delays.length))];
  }

  private static long[] sorted(AtomicLongArray values) {
    long[] copy = new long[values.length()];
    Arrays.setAll(copy, values::get);
    Arrays.sort(copy);
    return copy;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop();
  }
}
