package io.millrace.edge.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.millrace.model.refusal.Code;
import java.util.function.Supplier;

/**
 * Tells as a problem what the server beneath refuses before there is a request: a malformed first
 * line, headers that are too long, framing that contradicts itself.
 */
public final class DirectProblem implements DirectHandler {
  private final Supplier<String> ids;

  private DirectProblem(Supplier<String> ids) {
    this.ids = ids;
  }

  /**
   * For all that it may refuse.
   *
   * @param ids gives each answer its {@code Request-Id}
   */
  public static DirectHandlers handlers(Supplier<String> ids) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, new DirectProblem(ids));
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType eventType,
      Status defaultStatus,
      ServerResponseHeaders headers,
      String message) {
    HttpAnswer answer =
        of(defaultStatus, "the request is not HTTP as this server reads it").answer();
    headers.set(HeaderNames.CONTENT_TYPE, answer.mediaType());
    headers.set(Marks.REQUEST_ID, ids.get());
    return TransportResponse.builder()
        .status(defaultStatus)
        .headers(headers)
        .entity(answer.body())
        .keepAlive(false)
        .build();
  }

  /** Its status stays; the nearest code of ours goes with it. */
  static Problem of(Status status, String detail) {
    int code = status.code();
    Problem problem =
        switch (code) {
          case 413, 414, 431 -> Problem.of(Code.TOO_LARGE, "the request is too long");
          case 404 -> Problem.of(Code.ROUTE_UNKNOWN, "there is no such path");
          case 408 -> Problem.of(Code.TIMEOUT, detail);
          case 503 -> Problem.of(Code.OVERLOADED, "too many connections");
          case 500 -> Problem.of(Code.INTERNAL, "a fault of ours");
          default -> Problem.invalid("", detail);
        };
    return problem.withStatus(code);
  }
}
