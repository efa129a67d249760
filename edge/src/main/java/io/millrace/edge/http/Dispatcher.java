package io.millrace.edge.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.millrace.edge.auth.Caller;
import io.millrace.edge.json.JsonRefused;
import io.millrace.model.refusal.Code;
import io.millrace.node.Gate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes every request that the server beneath has parsed, finds its route, lets its handler answer
 * and sends the answer. The server's own routing is not used: it would answer unknown paths and
 * methods in its own words. Runs on the connection's virtual thread.
 */
public final class Dispatcher implements io.helidon.webserver.http.Handler {
  private static final System.Logger LOG = System.getLogger(Dispatcher.class.getName());

  /** Whoever did not get as far as a name. */
  private static final Caller STRANGER = new Caller.Nobody("not known");

  private final RouteTable table;
  private final Doorkeeper doorkeeper;
  private final Gate gate;
  private final Cors cors;
  private final Turnstile turnstile;
  private final Arrivals arrivals;
  private final Departures departures;
  private final Traffic traffic;
  private final Dates dates;
  private final Map<String, HeaderName> names = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  public Dispatcher(
      RouteTable table,
      Gate gate,
      Doorkeeper doorkeeper,
      Cors cors,
      Turnstile turnstile,
      Arrivals arrivals,
      Departures departures,
      Traffic traffic,
      Dates dates) {
    this.table = table;
    this.doorkeeper = doorkeeper;
    this.gate = gate;
    this.cors = cors;
    this.turnstile = turnstile;
    this.arrivals = arrivals;
    this.departures = departures;
    this.traffic = traffic;
    this.dates = dates;
  }

  /** From now on each answer is the last of its connection. */
  public void stopping() {
    stopping = true;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Turnstile.Passage passage = turnstile.passage();
    try {
      handle(request, response, passage);
    } finally {
      passage.leave(); // or a client that hung up half way would be counted for ever
    }
  }

  private void handle(ServerRequest request, ServerResponse response, Turnstile.Passage passage) {
    long startNanos = traffic.start();
    String id = traffic.mark(request, response);
    RequestBody body = new RequestBody(request, arrivals::arrived);
    List<String> path = PathSegments.split(request.prologue().uriPath().rawPath());
    boolean head = request.prologue().method().text().equals("HEAD");
    Route route = table.find(verb(request), path);
    HttpAnswer made = answer(request, route, path, body, id, passage);
    try (Outflow outflow = made.outflow()) {
      HttpAnswer answer = passage.told(made);
      boolean goesOn =
          body.discard()
              && !stopping
              && !request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
      ConnectionContext connection = body.connection();
      cors.mark(request, path, response);
      dates.mark(response);
      if (outflow == null || head) {
        passage.leave(); // whoever has read an answer may ask again at once
        departures.within(connection, () -> send(response, answer, head, goesOn));
      } else {
        mark(response, answer, goesOn);
        new SentOutflow(connection, departures, response).send(answer.mediaType(), outflow);
      }
      traffic.answered(route, answer.status(), startNanos);
      if (!goesOn) {
        throw new CloseConnectionException("this was the connection's last answer");
      }
    }
  }

  private HttpAnswer answer(
      ServerRequest request,
      @Nullable Route route,
      List<String> path,
      RequestBody body,
      String id,
      Turnstile.Passage passage) {
    try {
      if (route == null) {
        passage.enter(request, null, STRANGER);
        return withoutRoute(request, path);
      }
      return conditional(request, routed(request, route, path, body, passage));
    } catch (ProblemRaised raised) {
      return told(raised.problem());
    } catch (JsonRefused refused) {
      return told(Problem.invalid(refused.field(), refused.detail()));
    } catch (CloseConnectionException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "Request " + id + " met a fault of ours", e);
      return told(Problem.of(Code.INTERNAL, "a fault of ours; the log has it under " + id));
    }
  }

  private HttpAnswer routed(
      ServerRequest request,
      Route route,
      List<String> path,
      RequestBody body,
      Turnstile.Passage passage) {
    String shop = route.pattern().contains("{shop}") ? path.get(2) : null;
    String authorization = request.headers().value(HeaderNames.AUTHORIZATION).orElse(null);
    Caller caller = admitted(request, route, shop, authorization, passage);
    passage.enter(request, shop, caller);
    Map<String, String> parameters =
        Query.parse(request.prologue().query().rawValue(), route.parameters());
    Exchange exchange =
        new Exchange(
            new Target(route, path, parameters),
            request,
            body,
            caller,
            () -> doorkeeper.stillAdmits(caller, route, shop, authorization),
            gate);
    if (route.keyed()) {
      exchange.requireIdempotencyKey();
    }
    return route.handler().handle(exchange);
  }

  /** Who is turned away at the door is counted, too: guessing keys is not free. */
  private Caller admitted(
      ServerRequest request,
      Route route,
      @Nullable String shop,
      @Nullable String authorization,
      Turnstile.Passage passage) {
    try {
      return doorkeeper.admit(route, shop, authorization);
    } catch (ProblemRaised turnedAway) {
      passage.enter(request, null, STRANGER);
      throw turnedAway;
    }
  }

  /** OPTIONS has no route of its own; other methods than a path's are told which it has. */
  private HttpAnswer withoutRoute(ServerRequest request, List<String> path) {
    Set<Verb> verbs = table.verbs(path);
    if (verbs.isEmpty()) {
      throw Problem.of(Code.ROUTE_UNKNOWN, "there is no such path").raised();
    }
    if (request.prologue().method().text().equals("OPTIONS")) {
      return cors.options(request, path, verbs);
    }
    throw Problem.of(Code.METHOD_NOT_ALLOWED, "the path knows " + Cors.allow(verbs))
        .with("Allow", Cors.allow(verbs))
        .raised();
  }

  private static HttpAnswer conditional(ServerRequest request, HttpAnswer answer) {
    if (answer.status() != 200
        || answer.outflow() != null // what is made while it is sent has no version
        || !request.headers().contains(HeaderNames.IF_NONE_MATCH)) {
      return answer;
    }
    String tag = null;
    for (HttpField field : answer.fields()) {
      tag = field.name().equals("ETag") ? field.value() : tag;
    }
    boolean reads = verb(request) == Verb.GET;
    if (reads && EntityTags.has(request.headers().get(HeaderNames.IF_NONE_MATCH).get(), tag)) {
      return answer.notModified();
    }
    return answer;
  }

  private HttpAnswer told(Problem problem) {
    traffic.refused(problem.code());
    return problem.answer();
  }

  private void mark(ServerResponse response, HttpAnswer answer, boolean goesOn) {
    response.status(Status.create(answer.status()));
    for (HttpField field : answer.fields()) {
      response.header(HeaderValues.create(name(field.name()), field.value()));
    }
    if (!goesOn) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
  }

  private void send(ServerResponse response, HttpAnswer answer, boolean head, boolean goesOn) {
    mark(response, answer, goesOn);
    if (answer.body().length > 0) {
      response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, answer.mediaType()));
    }
    if (head) {
      response.headers().contentLength(answer.body().length);
      response.send();
    } else {
      response.send(answer.body());
    }
  }

  private HeaderName name(String name) {
    return names.computeIfAbsent(name, HeaderNames::create);
  }

  /** HEAD is GET with its body left out; null for what no route can have. */
  private static @Nullable Verb verb(ServerRequest request) {
    return switch (request.prologue().method().text()) {
      case "GET", "HEAD" -> Verb.GET;
      case "POST" -> Verb.POST;
      case "PUT" -> Verb.PUT;
      case "DELETE" -> Verb.DELETE;
      default -> null;
    };
  }
}
