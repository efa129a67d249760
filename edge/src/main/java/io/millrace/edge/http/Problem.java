package io.millrace.edge.http;

import io.millrace.edge.json.JsonWriter;
import io.millrace.model.refusal.Code;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A no as RFC 9457 wants it told.
 *
 * @param extra writes the members that belong to this code: {@code sku}, {@code available} …
 * @param fields header fields beside the body
 */
public record Problem(
    Code code, int status, String detail, Consumer<JsonWriter> extra, List<HttpField> fields) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /** A type is a name, not an address: nothing is fetched, and no host has to outlive us. */
  private static final String TYPE_PREFIX = "urn:millrace:problem:";

  public Problem {
    fields = List.copyOf(fields);
  }

  public static Problem of(Code code, String detail) {
    return new Problem(code, CodeStatus.of(code), detail, json -> {}, List.of());
  }

  public static Problem of(Code code, String detail, Consumer<JsonWriter> extra) {
    return new Problem(code, CodeStatus.of(code), detail, extra, List.of());
  }

  /** The request itself is wrong, at the named field, parameter or header. */
  public static Problem invalid(String field, String detail) {
    return of(
        Code.INVALID,
        field.isEmpty() ? detail : field + ": " + detail,
        json -> json.text("field", field));
  }

  public Problem with(String name, String value) {
    return with(List.of(new HttpField(name, value)));
  }

  public Problem with(List<HttpField> others) {
    if (fields.isEmpty()) {
      return new Problem(code, status, detail, extra, others);
    }
    List<HttpField> more = new ArrayList<>(fields);
    more.addAll(others);
    return new Problem(code, status, detail, extra, more);
  }

  /** For what is refused with a status of its own: 414 by the server beneath us, 503 by a limit. */
  public Problem withStatus(int other) {
    return new Problem(code, other, detail, extra, fields);
  }

  public ProblemRaised raised() {
    return new ProblemRaised(this);
  }

  HttpAnswer answer() {
    Words words = Words.of(code);
    byte[] body =
        JsonWriter.object(json -> {
          json.text("type", words.type)
              .text("title", words.title)
              .number("status", status)
              .text("detail", detail)
              .text("code", code.word());
          extra.accept(json);
        });
    HttpAnswer answer = HttpAnswer.bytes(status, MEDIA_TYPE, body).with(fields);
    int retryAfterSeconds = CodeStatus.retryAfterSeconds(code);
    return retryAfterSeconds == 0
        ? answer
        : answer.with("Retry-After", Integer.toString(retryAfterSeconds));
  }

  /** What every problem of a code says alike; made once, for refusals come by the million. */
  private record Words(String type, String title) {
    private static final Map<Code, Words> OF = new EnumMap<>(Code.class);

    static {
      for (Code code : Code.values()) {
        OF.put(code, new Words(TYPE_PREFIX + code.word(), title(code)));
      }
    }

    static Words of(Code code) {
      return Objects.requireNonNull(OF.get(code));
    }

    /** {@code sold_out} reads "Sold out": the same for every problem of a type, as the RFC asks. */
    private static String title(Code code) {
      String words = code.word().replace('_', ' ');
      return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
  }
}
