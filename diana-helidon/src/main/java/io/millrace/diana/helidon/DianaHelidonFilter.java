package io.millrace.diana.helidon;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.millrace.diana.Diana;
import io.millrace.diana.Verdict;
import io.millrace.diana.http.Caller;
import io.millrace.diana.http.Cost;
import io.millrace.diana.http.Hold;
import io.millrace.diana.http.Proxies;
import io.millrace.diana.http.RateLimitFields;
import io.millrace.diana.http.Refusal;

/**
 * Limits a Helidon SE server:
 *
 * <pre>{@code
 * WebServer.builder().routing(routing -> routing
 *     .addFilter(new DianaHelidonFilter(diana))
 *     .get("/things", …));
 * }</pre>
 *
 * <p>Waits on the request's own virtual thread, for a shaper and for counts that are shared.
 */
public final class DianaHelidonFilter implements Filter {
  private final Diana diana;
  private final Caller<ServerRequest> caller;
  private final Cost<ServerRequest> cost;
  private final Proxies proxies;
  private final Hold hold;

  public DianaHelidonFilter(Diana diana) {
    this(diana, Caller.unknown(), Proxies.NONE, Hold.parking());
  }

  public DianaHelidonFilter(Diana diana, Caller<ServerRequest> caller, Proxies proxies, Hold hold) {
    this(diana, caller, Cost.one(), proxies, hold);
  }

  public DianaHelidonFilter(
      Diana diana,
      Caller<ServerRequest> caller,
      Cost<ServerRequest> cost,
      Proxies proxies,
      Hold hold) {
    this.diana = diana;
    this.caller = caller;
    this.cost = cost;
    this.proxies = proxies;
    this.hold = hold;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Verdict verdict = diana.decide(new HelidonRequest(request, caller, cost, proxies));
    RateLimitFields.tell(
        verdict, (name, value) -> response.header(HeaderNames.create(name), value));
    if (!verdict.isAdmitted()) {
      refuse(request, response, verdict);
      return;
    }
    boolean failed = true;
    try {
      hold.nanos(verdict.delayNanos());
      chain.proceed();
      failed = response.status().code() >= 500;
    } catch (CloseConnectionException
        | SocketWriterException
        | InsufficientDataAvailableException e) {
      failed = false; // the client's connection, which says nothing of how the service stands
      throw e;
    } finally {
      diana.done(verdict, failed);
    }
  }

  private static void refuse(RoutingRequest request, RoutingResponse response, Verdict verdict) {
    response.status(verdict.status());
    if (request.prologue().method().equals(Method.HEAD)) {
      response.send();
    } else {
      response.send(Refusal.body(verdict));
    }
  }
}
