package io.millrace.edge.json;

/** A body that is not what the route reads. Carries the place, as {@code lines[2].quantity}. */
public final class JsonRefused extends RuntimeException {
  private final String field;

  public JsonRefused(String field, String detail) {
    // No stack trace: this is an answer to a client, and a hostile one must not make it dear.
    super(detail, null, false, false);
    this.field = field;
  }

  public String field() {
    return field;
  }

  public String detail() {
    String detail = getMessage();
    return detail == null ? "" : detail;
  }
}
