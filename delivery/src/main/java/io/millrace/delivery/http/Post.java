package io.millrace.delivery.http;

import java.net.URI;
import java.util.List;

/**
 * What is sent: JSON if its fields do not say otherwise, or nothing.
 *
 * @param sender on whose behalf: what all senders share is shared out by it
 * @param method of HTTP; nearly always POST
 */
public record Post(String sender, String method, URI url, List<Field> fields, String body) {
  public Post {
    fields = List.copyOf(fields);
  }

  public Post(String sender, URI url, List<Field> fields, String body) {
    this(sender, "POST", url, fields, body);
  }

  /** A field of the head. */
  public record Field(String name, String value) {}
}
