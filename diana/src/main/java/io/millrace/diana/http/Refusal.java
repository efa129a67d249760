package io.millrace.diana.http;

import io.millrace.diana.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a client is answered who was refused: a problem document (RFC 9457) of one of the types that
 * the draft of the RateLimit fields defines.
 */
public final class Refusal {
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String TYPES = "https://iana.org/assignments/http-problem-types#";

  private Refusal() {}

  /** The document. Names of rules and the texts here need no escaping. */
  public static byte[] body(Verdict verdict) {
    String rules =
        verdict.refusedBy().stream()
            .map(rule -> "\"" + rule + "\"")
            .collect(Collectors.joining(","));
    String json =
        String.format(
            Locale.ROOT,
            "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"violated-policies\":[%s]}",
            type(verdict),
            title(verdict),
            verdict.status(),
            rules);
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static String type(Verdict verdict) {
    if (verdict.isDenied()) {
      return "about:blank";
    }
    return TYPES + (verdict.status() == 503 ? "temporary-reduced-capacity" : "quota-exceeded");
  }

  private static String title(Verdict verdict) {
    if (verdict.isDenied()) {
      return "Requests like this one are not served here";
    }
    return verdict.status() == 503
        ? "There is no capacity for this request now"
        : "More was asked than is allowed";
  }
}
