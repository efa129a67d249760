package io.millrace.delivery.party;

import io.millrace.delivery.http.Post.Field;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a party, once: however often it has to be sent, it is the same call.
 *
 * @param path behind the party's address, with its query; begins with a slash
 * @param shop that it is made for, as people look for it; empty for none
 * @param order that it is about, as people look for it; empty for none
 * @param idempotencyKey by which the party knows a repeat; null if it cannot
 */
public record Call(
    String method,
    String path,
    List<Field> fields,
    String body,
    String shop,
    String order,
    @Nullable String idempotencyKey) {

  /** Sent twice, they do what they do once. */
  private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "DELETE");

  public Call {
    fields = List.copyOf(fields);
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with a slash");
    }
    if (!method.equals(method.toUpperCase(Locale.ROOT))) {
      throw new IllegalArgumentException("methods are written in capitals");
    }
  }

  /** Whether sending it again does no harm, though the first may have been done. */
  boolean isRepeatable() {
    return idempotencyKey != null || REPEATABLE.contains(method);
  }
}
