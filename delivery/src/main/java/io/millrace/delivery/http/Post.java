package io.millrace.delivery.http;

import java.net.URI;
import java.util.List;

/** What is sent: JSON, with some fields in its head. */
public record Post(URI url, List<Field> fields, String body) {
  public Post {
    fields = List.copyOf(fields);
  }

  /** A field of the head. */
  public record Field(String name, String value) {}
}
