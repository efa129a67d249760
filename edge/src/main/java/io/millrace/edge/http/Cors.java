package io.millrace.edge.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.millrace.edge.auth.Credentials;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of a shop's allowed origins call us from a browser. Credentials in the browser's sense
 * (cookies) are never allowed: a page sends its token in a header.
 */
public final class Cors {
  private static final String REQUEST_FIELDS =
      "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Request-Id,"
          + " traceparent";
  private static final String ANSWER_FIELDS =
      "Date-Decided, ETag, Idempotent-Replayed, Location, Millrace-Position, Request-Id,"
          + " Retry-After, traceparent";

  /** Browsers ask again after this long; a shop that removes an origin waits no longer. */
  private static final String PREFLIGHT_SECONDS = "600";

  private static final HeaderName ALLOW_ORIGIN = HeaderNames.create("Access-Control-Allow-Origin");
  private static final HeaderName REQUEST_METHOD =
      HeaderNames.create("Access-Control-Request-Method");

  private final Credentials credentials;

  public Cors(Credentials credentials) {
    this.credentials = credentials;
  }

  /** Marks an answer for the browser, whatever it says: a page must be able to read a refusal. */
  void mark(ServerRequest request, List<String> path, ServerResponse response) {
    String origin = request.headers().value(HeaderNames.ORIGIN).orElse(null);
    if (origin == null) {
      return;
    }
    response.header(HeaderNames.VARY, "Origin");
    if (isAllowed(path, origin)) {
      response.header(ALLOW_ORIGIN, origin);
      response.header(HeaderNames.create("Access-Control-Expose-Headers"), ANSWER_FIELDS);
    }
  }

  /** The answer to OPTIONS: what the path knows, and to a browser what a page may ask. */
  HttpAnswer options(ServerRequest request, List<String> path, Set<Verb> verbs) {
    HttpAnswer answer = HttpAnswer.empty(204).with("Allow", allow(verbs));
    String origin = request.headers().value(HeaderNames.ORIGIN).orElse(null);
    if (request.headers().contains(REQUEST_METHOD) && isAllowed(path, origin)) {
      return answer
          .with("Access-Control-Allow-Methods", allow(verbs))
          .with("Access-Control-Allow-Headers", REQUEST_FIELDS)
          .with("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    }
    return answer;
  }

  static String allow(Set<Verb> verbs) {
    String named = verbs.stream().map(Verb::name).collect(Collectors.joining(", "));
    return named + (verbs.contains(Verb.GET) ? ", HEAD, OPTIONS" : ", OPTIONS");
  }

  private boolean isAllowed(List<String> path, @Nullable String origin) {
    boolean ofShop = path.size() > 2 && path.get(0).equals("v1") && path.get(1).equals("shops");
    if (!ofShop || origin == null) {
      return false;
    }
    try {
      ShopSettings settings = credentials.settings(new ShopId(path.get(2)));
      return settings != null && settings.allowedOrigins().contains(origin);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
