package io.millrace.diana.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.diana.Diana;
import io.millrace.diana.Ticker;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.FixedWindow;
import io.millrace.diana.http.Caller;
import io.millrace.diana.http.Proxies;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Rule.Limit;
import io.millrace.diana.shared.SharedAsk;
import io.millrace.diana.shared.SharedCounts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** More requests than may wait for shared counts that are slow, before a real Reactor Netty. */
final class CrowdTest {
  private static final long PATIENCE_SECONDS = 110;
  private static final long DAY = 86_400_000_000_000L;

  /** What one of two nodes may admit by itself. */
  private static final int SHARE = 3;

  private final HeldCounts counts = new HeldCounts();
  private final Queue<String> served = new ConcurrentLinkedQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final DisposableServer server =
      HttpServer.create()
          .host("127.0.0.1")
          .port(0)
          .handle(
              new ReactorHttpHandlerAdapter(
                  WebHttpHandlerBuilder.webHandler(this::serve).filter(filter()).build()))
          .bindNow();

  /** Shared counts that answer when a test lets them. */
  static final class HeldCounts implements SharedCounts {
    final CountDownLatch asked = new CountDownLatch(AskingThreads.THREADS_MAX);
    final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final KeyHash.Seed seed = KeyHash.Seed.secret();

    @Override
    public boolean decide(SharedAsk ask) {
      asked.countDown();
      try {
        if (!mayAnswer.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          return false;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      ask.answer(0, 0, 1, 0);
      return true;
    }

    @Override
    public boolean forget(String rule, long hashFirst, long hashSecond) {
      return true;
    }

    @Override
    public int nodes() {
      return 2;
    }

    @Override
    public KeyHash.Seed seed() {
      return seed;
    }

    @Override
    public boolean knows(Algorithm algorithm) {
      return true;
    }
  }

  private DianaWebFilter filter() {
    Rule all =
        Rule.limit(
            "all", Limit.of(new FixedWindow(2 * SHARE, 366 * DAY)).shared(Rule.OnFailure.LOCAL));
    return new DianaWebFilter(
        new Diana(Policy.of(all), Ticker.ofMachine(), counts),
        Caller.unknown(),
        Proxies.NONE,
        DianaWebFilter.BESIDE_THE_EVENT_LOOP,
        0);
  }

  private Mono<Void> serve(ServerWebExchange exchange) {
    served.add(Thread.currentThread().getName());
    return exchange.getResponse().setComplete();
  }

  @AfterEach
  void stop() {
    counts.mayAnswer.countDown();
    server.disposeNow();
  }

  private CompletableFuture<Integer> get() {
    return client
        .sendAsync(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port())).build(),
            HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }

  @Test
  void shouldLetNobodyWaitForOthersWhoWait() throws InterruptedException {
    List<CompletableFuture<Integer>> waiting = new ArrayList<>();
    for (int request = 0; request < AskingThreads.THREADS_MAX; request++) {
      waiting.add(get());
    }
    assertThat(counts.asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    for (int request = 0; request < SHARE; request++) {
      assertThat(get().join()).isEqualTo(200);
    }
    assertThat(get().join()).isEqualTo(429);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);

    counts.mayAnswer.countDown();

    assertThat(waiting).allMatch(request -> request.join() == 200);
    assertThat(served)
        .hasSize(AskingThreads.THREADS_MAX + SHARE)
        .noneMatch(thread -> thread.startsWith("diana-asks"));
  }
}
