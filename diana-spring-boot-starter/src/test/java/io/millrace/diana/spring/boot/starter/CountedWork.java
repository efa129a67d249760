package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.idempotency.AnswerStore;
import io.millrace.diana.idempotency.StoredAnswer;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import org.springframework.web.server.handler.ResponseStatusExceptionHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A service that counts how often it works, behind a filter, in a real Reactor Netty. */
final class CountedWork implements AutoCloseable {
  final AtomicInteger worked = new AtomicInteger();
  final CountDownLatch arrived = new CountDownLatch(1);
  final CompletableFuture<Void> mayEnd = new CompletableFuture<>();
  final CountDownLatch clientLeft = new CountDownLatch(1);
  final CountDownLatch cancelled = new CountDownLatch(1);

  /** Without caches, so that it knows what has not been given back. */
  private final PooledByteBufAllocator memory =
      new PooledByteBufAllocator(false, 1, 1, 8_192, 3, 0, 0, false);

  private final DisposableServer server;

  CountedWork(IdempotencyWebFilter filter) {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .childOption(ChannelOption.ALLOCATOR, memory)
            .handle(
                new ReactorHttpHandlerAdapter(
                    WebHttpHandlerBuilder.webHandler(this::work)
                        .filter(outermost(), filter)
                        .exceptionHandler(new ResponseStatusExceptionHandler())
                        .build()))
            .bindNow();
  }

  int port() {
    return server.port();
  }

  /** Buffers that nobody has released, of requests and answers. */
  long buffersHeld() {
    return memory.metric().heapArenas().get(0).numActiveAllocations()
        + memory.metric().directArenas().get(0).numActiveAllocations();
  }

  @Override
  public void close() {
    mayEnd.complete(null);
    server.disposeNow();
  }

  /** Sees a client go: by a cancellation, or as the end of a stream. Reads forms for the test. */
  private WebFilter outermost() {
    return (exchange, chain) -> readForm(exchange, chain).doFinally(how -> clientLeft.countDown());
  }

  private static Mono<Void> readForm(ServerWebExchange exchange, WebFilterChain chain) {
    return exchange.getRequest().getHeaders().getFirst("X-Read-Before") == null
        ? chain.filter(exchange)
        : exchange.getFormData().then(chain.filter(exchange));
  }

  private Mono<Void> work(ServerWebExchange exchange) {
    Mono<Void> answered =
        exchange.getRequest().getPath().value().equals("/form")
            ? exchange.getFormData().flatMap(form -> answer(exchange, form.toString()))
            : DataBufferUtils.join(exchange.getRequest().getBody())
                .map(CountedWork::text)
                .defaultIfEmpty("")
                .flatMap(body -> answer(exchange, body));
    return answered.doOnCancel(cancelled::countDown);
  }

  private static String text(DataBuffer buffer) {
    String text = buffer.toString(StandardCharsets.UTF_8);
    DataBufferUtils.release(buffer);
    return text;
  }

  private Mono<Void> answer(ServerWebExchange exchange, String body) {
    ServerHttpResponse response = exchange.getResponse();
    String done = body + " was done as number " + worked.incrementAndGet() + " ✓";
    response.setStatusCode(HttpStatus.CREATED);
    response.getHeaders().setLocation(URI.create("/things/" + worked));
    response.getHeaders().setContentType(MediaType.valueOf("text/plain;charset=UTF-8"));
    arrived.countDown();
    return switch (exchange.getRequest().getPath().value()) {
      case "/slow" -> Mono.fromFuture(mayEnd, true).then(response.writeWith(one(response, done)));
      case "/slow-pieces" ->
          Mono.fromFuture(mayEnd, true)
              .then(response.writeWith(Flux.concat(one(response, done), one(response, "."))));
      case "/never" -> Mono.never();
      case "/never-ends" ->
          response.writeWith(Flux.concat(one(response, done), Mono.<DataBuffer>never()));
      case "/nothing" -> Mono.empty();
      case "/pieces" -> response.writeWith(Flux.concat(one(response, done), one(response, ".")));
      case "/long" -> response.writeWith(one(response, "x".repeat(101)));
      case "/long-in-pieces" ->
          response.writeWith(
              Flux.concat(
                  one(response, "x".repeat(60)),
                  one(response, "x".repeat(40)),
                  one(response, "x".repeat(40)),
                  Mono.fromFuture(mayEnd, true).then(one(response, "x"))));
      case "/stream", "/long-stream" ->
          response.writeAndFlushWith(
              Flux.<Mono<DataBuffer>>just(one(response, "begun;"))
                  .concatWith(
                      Mono.fromFuture(mayEnd, true)
                          .then(Mono.fromSupplier(() -> one(response, ending(exchange, done))))));
      case "/stream-of-one" ->
          response.writeAndFlushWith(
              Mono.just(
                  one(response, "begun;")
                      .concatWith(Mono.fromFuture(mayEnd, true).then(one(response, done)))));
      case "/stream-breaks" ->
          response.writeAndFlushWith(
              Flux.<Mono<DataBuffer>>just(one(response, "begun;"))
                  .concatWith(Mono.error(new IllegalStateException("as it happens"))));
      case "/breaks" ->
          response.writeWith(
              one(response, done)
                  .concatWith(Mono.error(new IllegalStateException("as it happens"))));
      case "/mended" ->
          response
              .writeWith(one(response, "half").concatWith(Mono.error(new IOException("no"))))
              .onErrorResume(IOException.class, e -> response.writeWith(one(response, done)));
      case "/cut" ->
          response
              .writeWith(
                  one(response, "x".repeat(101)).concatWith(Mono.error(new IOException("no"))))
              .onErrorResume(IOException.class, e -> response.writeWith(Mono.just(heap(done))));
      case "/throws" -> throw new ResponseStatusException(HttpStatus.CONFLICT);
      case "/busy" -> status(response, HttpStatus.SERVICE_UNAVAILABLE);
      case "/refuses" -> status(response, HttpStatus.CONFLICT);
      case "/changes-late" -> {
        response.beforeCommit(
            () -> Mono.fromRunnable(() -> response.setStatusCode(HttpStatus.ACCEPTED)));
        yield response.writeWith(one(response, done));
      }
      default -> response.writeWith(one(response, done));
    };
  }

  private static String ending(ServerWebExchange exchange, String done) {
    return exchange.getRequest().getPath().value().equals("/stream") ? done : "x".repeat(101);
  }

  private static Mono<DataBuffer> one(ServerHttpResponse response, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Mono.fromSupplier(
        () -> response.bufferFactory().allocateBuffer(bytes.length).write(bytes));
  }

  /** Writes that the server drops, since it has committed the answer, are not released by it. */
  private static DataBuffer heap(String text) {
    return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Mono<Void> status(ServerHttpResponse response, HttpStatus status) {
    response.setStatusCode(status);
    return response.setComplete();
  }

  /** A store that sees who waits for it, and that is there until the test wants otherwise. */
  static final class Watched implements AnswerStore {
    final AtomicBoolean heldAnEventLoop = new AtomicBoolean();
    final AtomicInteger claims = new AtomicInteger();
    final AtomicInteger ends = new AtomicInteger();
    volatile boolean gone;
    private final AnswerStore store;

    Watched(AnswerStore store) {
      this.store = store;
    }

    private void look() {
      if (Schedulers.isInNonBlockingThread()) {
        heldAnEventLoop.set(true);
      }
      if (gone) {
        throw new Unreachable("as the test wants it", null);
      }
    }

    @Override
    public Claim claim(String key, String fingerprint, String owner, Duration running) {
      look();
      claims.incrementAndGet();
      return store.claim(key, fingerprint, owner, running);
    }

    @Override
    public void finish(
        String key, String fingerprint, String owner, StoredAnswer answer, Duration kept) {
      ends.incrementAndGet();
      look();
      store.finish(key, fingerprint, owner, answer, kept);
    }

    @Override
    public void drop(String key, String owner) {
      ends.incrementAndGet();
      look();
      store.drop(key, owner);
    }
  }
}
