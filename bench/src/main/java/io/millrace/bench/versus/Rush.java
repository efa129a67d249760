package io.millrace.bench.versus;

import io.millrace.bench.goods.Catalogue;
import io.millrace.bench.load.Tokens;
import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.bench.versus.peer.Door;
import io.millrace.node.SystemClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shoppers who order one unit of the same SKU again and again, each under a new key, and keep what
 * they were told. They measure nothing; they are there when a part dies.
 */
final class Rush implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int CREATED = 201;
  private static final int CONFLICT = 409;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
  private static final long END_SECONDS_MAX = 120;

  /** After an error: who asks again at once only keeps what has to recover busy. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Door door;
  private final String name;
  private final String body;
  private final Tokens tokens;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Thread> shoppers = new ArrayList<>();
  private final Map<String, String> promised = new HashMap<>();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final CountDownLatch enough;
  private volatile boolean over;

  /**
   * A rush that has not begun.
   *
   * @param name part of its keys: those of no other rush on the same peer
   * @param sku number of the SKU
   * @param enough promises after which {@link #awaitEnough} returns
   */
  Rush(Door door, String name, int sku, int enough) {
    this.door = door;
    this.name = name;
    this.enough = new CountDownLatch(enough);
    this.body =
        """
        {"lines":[{"sku":"%s","quantity":1}],"expectedTotal":{"amount":%d,"currency":"%s"}}\
        """
            .formatted(
                Catalogue.sku(sku), Catalogue.price(sku), Catalogue.CURRENCY.getCurrencyCode());
    this.tokens =
        new Tokens(
            Catalogue.SHOP.value(), door.kid(), door.secret(), new SystemClock().wallMillis());
  }

  /**
   * Lets them in.
   *
   * @param tries of each; fewer if the rush is ended before
   */
  void begin(int count, int tries) {
    for (int i = 0; i < count; i++) {
      String buyer = "rush-" + i;
      String token = tokens.mint(buyer);
      shoppers.add(Thread.ofVirtual().start(() -> shop(buyer, token, tries)));
    }
  }

  private void shop(String buyer, String token, int tries) {
    for (int i = 0; i < tries && !over; i++) {
      try {
        order(token, name + '-' + buyer + '-' + i);
      } catch (IOException _) {
        // Something died: what became of the order is not known, and this shopper goes home.
        unknown.incrementAndGet();
        return;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** One order; the same key again is a repeat. */
  Told order(String token, String key) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + door.path()))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String id = "";
    switch (answer.statusCode()) {
      case CREATED -> {
        id = JSON.readTree(answer.body()).required("id").asString();
        synchronized (promised) {
          promised.put(key, id);
        }
        enough.countDown();
      }
      case CONFLICT -> refused.incrementAndGet();
      default -> {
        unknown.incrementAndGet();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return new Told(
        answer.statusCode(), id, answer.headers().firstValue("Idempotent-Replayed").isPresent());
  }

  /** An answer. */
  record Told(int status, String id, boolean replayed) {}

  String tokenOf(String buyer) {
    return tokens.mint(buyer);
  }

  /** Until so many were promised: then it is under way. */
  void awaitEnough() {
    try {
      if (!enough.await(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new BenchmarkFailed("a rush does not get under way: " + unknown + " without answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  /** Until each has made its tries. */
  void awaitEnd() {
    try {
      for (Thread shopper : shoppers) {
        if (!shopper.join(Duration.ofSeconds(END_SECONDS_MAX))) {
          throw new BenchmarkFailed("a shopper is not answered");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkFailed("interrupted", e);
    }
  }

  /** No new orders; those under way are waited for. */
  void end() {
    over = true;
    awaitEnd();
  }

  /** Ids of the orders that were promised. */
  List<String> promised() {
    synchronized (promised) {
      return List.copyOf(promised.values());
    }
  }

  long refused() {
    return refused.get();
  }

  /** Of which it is not known what became of them. */
  long unknown() {
    return unknown.get();
  }

  @Override
  public void close() {
    over = true;
    http.shutdownNow();
  }
}
