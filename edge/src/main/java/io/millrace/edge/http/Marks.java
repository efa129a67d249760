package io.millrace.edge.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerResponse;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** What lets a request be found again: {@code Request-Id} and W3C {@code traceparent}. */
final class Marks {
  static final HeaderName REQUEST_ID = HeaderNames.create("Request-Id");
  static final HeaderName TRACE_PARENT = HeaderNames.create("traceparent");

  /** A client's own id goes into logs, so it must be short and harmless. */
  private static final Pattern REQUEST_ID_FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private static final Pattern TRACE_PARENT_FORM =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param start tells this server's ids from another's; they need not be hard to guess, so one
   *     number and a count are enough
   */
  Marks(long start) {
    this.prefix = HexFormat.of().toHexDigits(start) + "-";
  }

  /** Marks the answer, and gives the request's id back for logs. */
  String put(ServerRequestHeaders request, ServerResponse response) {
    String given = request.value(REQUEST_ID).orElse("");
    String id = REQUEST_ID_FORM.matcher(given).matches() ? given : next();
    response.header(REQUEST_ID, id);
    if (request.contains(TRACE_PARENT)) {
      String trace = request.get(TRACE_PARENT).get();
      if (TRACE_PARENT_FORM.matcher(trace).matches()) {
        response.header(TRACE_PARENT, trace);
      }
    }
    return id;
  }

  /** For an answer to what was no request that could be read. */
  String next() {
    return prefix + count.incrementAndGet();
  }
}
