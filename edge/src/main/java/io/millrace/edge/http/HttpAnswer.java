package io.millrace.edge.http;

import io.millrace.edge.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An answer before it is sent. Immutable but for the body's bytes, which nobody writes to. */
public final class HttpAnswer {
  private static final String JSON = "application/json";
  private static final byte[] NOTHING = {};

  private final int status;
  private final String mediaType;
  private final byte[] body;
  private final List<HttpField> fields;
  private final @Nullable Outflow outflow;

  private HttpAnswer(
      int status,
      String mediaType,
      byte[] body,
      List<HttpField> fields,
      @Nullable Outflow outflow) {
    this.status = status;
    this.mediaType = mediaType;
    this.body = body;
    this.fields = fields;
    this.outflow = outflow;
  }

  public static HttpAnswer json(int status, Consumer<JsonWriter> body) {
    return bytes(status, JSON, JsonWriter.object(body));
  }

  public static HttpAnswer bytes(int status, String mediaType, byte[] body) {
    return new HttpAnswer(status, mediaType, body, List.of(), null);
  }

  /** Whose body is made while it is sent. */
  public static HttpAnswer flow(String mediaType, Outflow outflow) {
    return new HttpAnswer(200, mediaType, NOTHING, List.of(), outflow);
  }

  public static HttpAnswer empty(int status) {
    return bytes(status, JSON, NOTHING);
  }

  public HttpAnswer with(String name, String value) {
    return with(List.of(new HttpField(name, value)));
  }

  public HttpAnswer with(List<HttpField> others) {
    if (fields.isEmpty()) {
      return new HttpAnswer(status, mediaType, body, others, outflow);
    }
    List<HttpField> more = new ArrayList<>(fields.size() + others.size());
    more.addAll(fields);
    more.addAll(others);
    return new HttpAnswer(status, mediaType, body, more, outflow);
  }

  /** A strong entity tag: the version of the one thing that the body shows. */
  public HttpAnswer withVersion(long version) {
    return with("ETag", "\"" + version + "\"");
  }

  /** The client has the body already. */
  HttpAnswer notModified() {
    return new HttpAnswer(304, mediaType, NOTHING, fields, null);
  }

  public int status() {
    return status;
  }

  String mediaType() {
    return mediaType;
  }

  byte[] body() {
    return body;
  }

  List<HttpField> fields() {
    return fields;
  }

  @Nullable Outflow outflow() {
    return outflow;
  }
}
