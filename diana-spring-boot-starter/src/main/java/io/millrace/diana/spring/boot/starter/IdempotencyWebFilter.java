package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.Request;
import io.millrace.diana.http.Caller;
import io.millrace.diana.idempotency.AnswerStore;
import io.millrace.diana.idempotency.IdempotencySettings;
import io.millrace.diana.idempotency.OnceOnly;
import io.millrace.diana.idempotency.Run;
import io.millrace.diana.idempotency.StoredAnswer;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.Scannable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What {@link io.millrace.diana.idempotency.IdempotencyFilter} is before servlets, before a WebFlux
 * application, and so before a Spring Cloud Gateway.
 *
 * <p>A request that has its key goes on to its end when its client leaves, as it does on a
 * servlet's thread: whoever loses his connection is the one who repeats, and what was under way
 * must not be done once more for him. An error that no handler turned into an answer passes this
 * filter, and what the server then answers is not seen here: the key is free.
 */
public final class IdempotencyWebFilter implements WebFilter, Ordered {
  private static final System.Logger LOG = System.getLogger(IdempotencyWebFilter.class.getName());

  /**
   * Where the store is waited for and bodies are hashed, so that no event loop is held. Whatever
   * comes next goes on from there.
   */
  static final Scheduler BESIDE_THE_EVENT_LOOP = Schedulers.boundedElastic();

  private final OnceOnly once;
  private final Duration running;
  private final Caller<ServerWebExchange> caller;
  private final int order;

  /**
   * Remembers in a store.
   *
   * @param caller what it knows of {@code account} comes before the name of who has authenticated
   * @param order among other filters
   */
  public IdempotencyWebFilter(
      AnswerStore store,
      IdempotencySettings settings,
      Caller<ServerWebExchange> caller,
      int order) {
    this.once = new OnceOnly(store, settings);
    this.running = settings.running();
    this.caller = caller;
    this.order = order;
  }

  @Override
  public int getOrder() {
    return order;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    OnceOnly.Look look =
        once.look(
            request.getMethod().name(),
            request.getHeaders().getFirst(OnceOnly.KEY),
            contentType(request));
    if (look instanceof OnceOnly.Reads reads) {
      return body(request)
          .<Mono<Void>>map(body -> toItsEnd(turn(reads.key(), exchange, body, chain)))
          .onErrorReturn(DataBufferLimitException.class, send(exchange, once.tooLong()))
          .flatMap(Function.identity());
    }
    return look instanceof OnceOnly.Answered answered
        ? send(exchange, answered.answer())
        : chain.filter(exchange);
  }

  private static @Nullable String contentType(ServerHttpRequest request) {
    return request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
  }

  private Mono<byte[]> body(ServerHttpRequest request) {
    return DataBufferUtils.join(request.getBody(), once.bodyBytesMax())
        .map(IdempotencyWebFilter::taken)
        .defaultIfEmpty(new byte[0]);
  }

  private static byte[] taken(DataBuffer buffer) {
    try {
      byte[] bytes = new byte[buffer.readableByteCount()];
      buffer.read(bytes);
      return bytes;
    } finally {
      DataBufferUtils.release(buffer);
    }
  }

  private Mono<Void> turn(
      String key, ServerWebExchange exchange, byte[] body, WebFilterChain chain) {
    return Mono.zip(account(exchange), form(exchange, body))
        .flatMap(known ->
            Mono.fromCallable(() ->
                    once.turn(
                        key,
                        marks(exchange.getRequest(), known.getT1().orElse(null)),
                        body,
                        known.getT2().orElse(null)))
                .subscribeOn(BESIDE_THE_EVENT_LOOP))
        .flatMap(turn ->
            turn instanceof OnceOnly.Answered answered
                ? send(exchange, answered.answer())
                : run(exchange, chain, ((OnceOnly.First) turn).run(), body));
  }

  private Mono<Optional<String>> account(ServerWebExchange exchange) {
    return Mono.justOrEmpty(caller.attribute(exchange, Request.ACCOUNT))
        .switchIfEmpty(exchange.getPrincipal().map(Principal::getName))
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty());
  }

  /** Somebody before us has read the form, or it is empty. */
  private static Mono<Optional<Map<String, List<String>>>> form(
      ServerWebExchange exchange, byte[] body) {
    return body.length > 0 || !OnceOnly.isForm(contentType(exchange.getRequest()))
        ? Mono.just(Optional.empty())
        : exchange.getFormData().map(Optional::of);
  }

  private static OnceOnly.Marks marks(ServerHttpRequest request, @Nullable String account) {
    return new OnceOnly.Marks(
        account,
        request.getMethod().name(),
        request.getURI().getRawPath(),
        request.getURI().getRawQuery(),
        contentType(request));
  }

  private Mono<Void> run(ServerWebExchange exchange, WebFilterChain chain, Run run, byte[] body) {
    CopiedServerResponse copied = new CopiedServerResponse(exchange.getResponse(), run);
    return Mono.defer(() -> chain.filter(new ReadExchange(exchange, body, copied)))
        .then(copied.setComplete()) // who wrote nothing has answered, too
        .then(copied.brokeOff()) // unless it is told
        .onErrorResume(e -> copied.brokeOff().then(Mono.error(e)))
        .doOnCancel(() -> copied.brokeOff().subscribe());
  }

  /**
   * Its own subscriber: when the client leaves, the request goes on until its key is free anyway.
   * Only then is it cancelled, since nobody can make use of its end any more.
   */
  private Mono<Void> toItsEnd(Mono<Void> request) {
    return Mono.deferContextual(context -> {
      Sinks.Empty<Void> left = Sinks.empty();
      Sinks.Empty<Void> ended = Sinks.empty();
      request
          .takeUntilOther(left.asMono().then(Mono.delay(running)))
          .contextWrite(context)
          .doOnError(e -> failed(left, e))
          .subscribe(nothing -> {}, ended::tryEmitError, ended::tryEmitEmpty);
      return ended.asMono().doOnCancel(left::tryEmitEmpty);
    });
  }

  private static void failed(Sinks.Empty<Void> left, Throwable e) {
    if (left.scanOrDefault(Scannable.Attr.TERMINATED, false)) {
      LOG.log(System.Logger.Level.INFO, "A request failed whose client had left: " + e);
    }
  }

  private static Mono<Void> send(ServerWebExchange exchange, StoredAnswer answer) {
    return Mono.defer(() -> {
      ServerHttpResponse response = exchange.getResponse();
      byte[] body = answer.body();
      response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
      answer.fields().forEach(field -> response.getHeaders().set(field.getKey(), field.getValue()));
      if (body.length == 0) {
        return response.setComplete();
      }
      response.getHeaders().setContentLength(body.length);
      return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    });
  }
}
