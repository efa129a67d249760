package io.millrace.diana.http;

import io.millrace.diana.Diana;
import io.millrace.diana.Request;
import io.millrace.diana.Verdict;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Limits servlets. Put it before everything that costs. */
public final class DianaServletFilter extends HttpFilter {
  private static final long serialVersionUID = 1;

  private final transient Diana diana;
  private final transient Caller<HttpServletRequest> caller;
  private final transient Cost<HttpServletRequest> cost;
  private final transient Proxies proxies;
  private final transient Hold hold;

  public DianaServletFilter(Diana diana) {
    this(diana, Caller.unknown(), Proxies.NONE, Hold.parking());
  }

  public DianaServletFilter(
      Diana diana, Caller<HttpServletRequest> caller, Proxies proxies, Hold hold) {
    this(diana, caller, Cost.one(), proxies, hold);
  }

  public DianaServletFilter(
      Diana diana,
      Caller<HttpServletRequest> caller,
      Cost<HttpServletRequest> cost,
      Proxies proxies,
      Hold hold) {
    this.diana = diana;
    this.caller = caller;
    this.cost = cost;
    this.proxies = proxies;
    this.hold = hold;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Verdict verdict = diana.decide(new Seen(request));
    RateLimitFields.tell(verdict, response::setHeader);
    if (!verdict.isAdmitted()) {
      refuse(response, verdict);
      return;
    }
    ClientLine line = new ClientLine();
    boolean failed = true;
    try {
      hold.nanos(verdict.delayNanos());
      chain.doFilter(new WatchedRequest(request, line), new WatchedResponse(response, line));
      failed = response.getStatus() >= 500;
    } finally {
      if (request.isAsyncStarted()) {
        request.getAsyncContext().addListener(new Ending(verdict, line), request, response);
      } else {
        diana.done(verdict, failed && !line.isBroken());
      }
    }
  }

  private static void refuse(HttpServletResponse response, Verdict verdict) throws IOException {
    byte[] body = Refusal.body(verdict);
    response.setStatus(verdict.status());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** A request that goes on after its thread has left. */
  private final class Ending implements AsyncListener {
    private final Verdict verdict;
    private final ClientLine line;

    Ending(Verdict verdict, ClientLine line) {
      this.verdict = verdict;
      this.line = line;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      boolean failed =
          event.getSuppliedResponse() instanceof HttpServletResponse response
              && response.getStatus() >= 500;
      diana.done(verdict, failed && !line.isBroken());
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      diana.done(verdict, true);
    }

    /** The container tells of the client's connection here, past all streams. */
    @Override
    public void onError(AsyncEvent event) {
      boolean clients = line.isBroken() || event.getThrowable() instanceof IOException;
      diana.done(verdict, !clients);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }

  private final class Seen implements Request {
    private final HttpServletRequest request;

    Seen(HttpServletRequest request) {
      this.request = request;
    }

    @Override
    public String method() {
      return request.getMethod();
    }

    /** As it came: the container's own reading of it comes later, and {@code Route} knows both. */
    @Override
    public String path() {
      return request.getRequestURI();
    }

    @Override
    public String address() {
      return proxies.client(
          request.getRemoteAddr(), Collections.list(request.getHeaders(Proxies.FIELD)));
    }

    @Override
    public @Nullable String header(String name) {
      return request.getHeader(name);
    }

    @Override
    public @Nullable String attribute(String name) {
      return caller.attribute(request, name);
    }

    @Override
    public long cost() {
      return cost.of(request);
    }
  }
}
