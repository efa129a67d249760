package io.millrace.delivery.http;

import java.net.URI;
import java.util.List;

/**
 * What is sent: JSON if its fields do not say otherwise, or nothing.
 *
 * @param method of HTTP; nearly always POST
 */
public record Post(String method, URI url, List<Field> fields, String body) {
  public Post {
    fields = List.copyOf(fields);
  }

  public Post(URI url, List<Field> fields, String body) {
    this("POST", url, fields, body);
  }

  /** A field of the head. */
  public record Field(String name, String value) {}
}
