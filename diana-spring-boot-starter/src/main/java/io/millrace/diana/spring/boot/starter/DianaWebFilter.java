package io.millrace.diana.spring.boot.starter;

import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Verdict;
import io.millrace.diana.http.Caller;
import io.millrace.diana.http.Proxies;
import io.millrace.diana.http.RateLimitFields;
import io.millrace.diana.http.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Limits a WebFlux application, and so a Spring Cloud Gateway. Holds nobody's thread: what a shaper
 * admits later is delayed by a timer.
 */
public final class DianaWebFilter implements WebFilter, Ordered {
  /** For counts of this process, which take less than a microsecond. */
  public static final Scheduler ON_THE_EVENT_LOOP = Schedulers.immediate();

  /**
   * For counts that are shared: whoever asks waits for the answer, up to the bound. Takes so many
   * at a time; who comes when it is full is decided without a question.
   */
  public static final Scheduler BESIDE_THE_EVENT_LOOP = AskingThreads.scheduler();

  private final Diana diana;
  private final Caller<ServerWebExchange> caller;
  private final Proxies proxies;
  private final Scheduler decides;
  private final Scheduler goesOn;
  private final int order;

  /**
   * Limits.
   *
   * @param decides where decisions are made. One that rejects a task has no time to ask shared
   *     counts: the request is then decided at once, as if they did not answer
   * @param order among other filters
   */
  public DianaWebFilter(
      Diana diana,
      Caller<ServerWebExchange> caller,
      Proxies proxies,
      Scheduler decides,
      int order) {
    this.diana = diana;
    this.caller = caller;
    this.proxies = proxies;
    this.decides = decides;
    // A handler shall not hold a thread that others need for asking.
    this.goesOn = decides.equals(ON_THE_EVENT_LOOP) ? decides : Schedulers.parallel();
    this.order = order;
  }

  @Override
  public int getOrder() {
    return order;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return decided(exchange)
        .flatMap(verdict -> pass(verdict, exchange, chain))
        .doOnDiscard(Verdict.class, verdict -> diana.done(verdict, false)); // the client has gone
  }

  /**
   * Once it is begun a decision is made, also for a client that leaves meanwhile: what it takes is
   * given back, and to interrupt it would end a call to Redis in which others ask, too.
   */
  private Mono<Verdict> decided(ServerWebExchange exchange) {
    Request request = new Seen(exchange);
    return Mono.create(sink -> {
      try {
        var unused = decides.schedule(() -> tell(sink, () -> diana.decide(request)));
      } catch (RejectedExecutionException e) {
        tell(sink, () -> diana.decideAlone(request));
      }
    });
  }

  private void tell(MonoSink<Verdict> sink, Supplier<Verdict> decision) {
    try {
      Verdict verdict = decision.get();
      var unused = goesOn.schedule(() -> sink.success(verdict));
    } catch (RuntimeException e) {
      sink.error(e);
    }
  }

  private Mono<Void> pass(Verdict verdict, ServerWebExchange exchange, WebFilterChain chain) {
    return Mono.defer(() -> goOn(verdict, exchange, chain))
        .doOnSuccess(nothing -> diana.done(verdict, isFailed(exchange.getResponse())))
        .doOnError(e -> diana.done(verdict, true))
        .doOnCancel(() -> diana.done(verdict, false)); // the client has gone
  }

  private static Mono<Void> goOn(
      Verdict verdict, ServerWebExchange exchange, WebFilterChain chain) {
    RateLimitFields.tell(verdict, exchange.getResponse().getHeaders()::set);
    if (!verdict.isAdmitted()) {
      return refuse(verdict, exchange);
    }
    Mono<Void> goesOn = chain.filter(exchange);
    return verdict.delayNanos() > 0
        ? Mono.delay(Duration.ofNanos(verdict.delayNanos())).then(goesOn)
        : goesOn;
  }

  private static boolean isFailed(ServerHttpResponse response) {
    HttpStatusCode status = response.getStatusCode();
    return status != null && status.is5xxServerError();
  }

  private static Mono<Void> refuse(Verdict verdict, ServerWebExchange exchange) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(HttpStatusCode.valueOf(verdict.status()));
    if (exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
      return response.setComplete();
    }
    byte[] body = Refusal.body(verdict);
    response.getHeaders().setContentLength(body.length);
    DataBuffer buffer = response.bufferFactory().wrap(body);
    return response.writeWith(Mono.just(buffer));
  }

  private final class Seen implements Request {
    private final ServerWebExchange exchange;

    Seen(ServerWebExchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public String method() {
      return exchange.getRequest().getMethod().name();
    }

    @Override
    public String path() {
      return exchange.getRequest().getURI().getRawPath();
    }

    @Override
    public @Nullable String address() {
      InetSocketAddress peer = exchange.getRequest().getRemoteAddress();
      return peer == null
          ? null
          : proxies.client(
              written(peer), exchange.getRequest().getHeaders().getOrEmpty(Proxies.FIELD));
    }

    /** Of whom a proxy's field names nothing is looked up, so there is only the text. */
    private static String written(InetSocketAddress peer) {
      InetAddress address = peer.getAddress();
      return address == null ? peer.getHostString() : address.getHostAddress();
    }

    @Override
    public @Nullable String header(String name) {
      return exchange.getRequest().getHeaders().getFirst(name);
    }

    @Override
    public @Nullable String attribute(String name) {
      return caller.attribute(exchange, name);
    }
  }
}
