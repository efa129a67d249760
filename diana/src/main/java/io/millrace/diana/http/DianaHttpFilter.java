package io.millrace.diana.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Verdict;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Limits the JDK's own HTTP server. */
public final class DianaHttpFilter extends Filter {
  private final Diana diana;
  private final Caller<HttpExchange> caller;
  private final Cost<HttpExchange> cost;
  private final Proxies proxies;
  private final Hold hold;

  public DianaHttpFilter(Diana diana) {
    this(diana, Caller.unknown(), Proxies.NONE, Hold.parking());
  }

  public DianaHttpFilter(Diana diana, Caller<HttpExchange> caller, Proxies proxies, Hold hold) {
    this(diana, caller, Cost.one(), proxies, hold);
  }

  public DianaHttpFilter(
      Diana diana,
      Caller<HttpExchange> caller,
      Cost<HttpExchange> cost,
      Proxies proxies,
      Hold hold) {
    this.diana = diana;
    this.caller = caller;
    this.cost = cost;
    this.proxies = proxies;
    this.hold = hold;
  }

  @Override
  public String description() {
    return "refuses what is too much";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    Verdict verdict = diana.decide(new Seen(exchange));
    RateLimitFields.tell(verdict, exchange.getResponseHeaders()::set);
    if (!verdict.isAdmitted()) {
      refuse(exchange, verdict);
      return;
    }
    ClientLine line = new ClientLine();
    exchange.setStreams(
        line.watched(exchange.getRequestBody()), line.watched(exchange.getResponseBody()));
    boolean failed = true;
    try {
      hold.nanos(verdict.delayNanos());
      chain.doFilter(exchange);
      failed = exchange.getResponseCode() >= 500;
    } catch (IOException e) {
      // The head of an answer is sent past the streams.
      throw exchange.getResponseCode() > 0 ? line.broke(e) : e;
    } finally {
      diana.done(verdict, failed && !line.isBroken());
    }
  }

  private static void refuse(HttpExchange exchange, Verdict verdict) throws IOException {
    byte[] body = Refusal.body(verdict);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(verdict.status(), head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private final class Seen implements Request {
    private final HttpExchange exchange;

    Seen(HttpExchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public String method() {
      return exchange.getRequestMethod();
    }

    @Override
    public String path() {
      return exchange.getRequestURI().getRawPath();
    }

    @Override
    public String address() {
      return proxies.client(
          exchange.getRemoteAddress().getAddress().getHostAddress(),
          exchange.getRequestHeaders().getOrDefault(Proxies.FIELD, List.of()));
    }

    @Override
    public @Nullable String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }

    @Override
    public @Nullable String attribute(String name) {
      return caller.attribute(exchange, name);
    }

    @Override
    public long cost() {
      return cost.of(exchange);
    }
  }
}
