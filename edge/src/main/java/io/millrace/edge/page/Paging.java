package io.millrace.edge.page;

import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.Problem;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.Limits;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a client asks for a page.
 *
 * @param list see {@link Cursor}
 * @param after the key to go on behind, or null for the first page
 */
public record Paging(String list, @Nullable String after, int limit) {
  private static final int LIMIT_DEFAULT = 50;

  public static Paging of(Exchange exchange, String list) {
    return new Paging(list, after(exchange, list), limit(exchange));
  }

  /** The cursor's key in the form that the list is sorted by. */
  public <K> @Nullable K after(Function<String, K> form) {
    if (after == null) {
      return null;
    }
    try {
      return form.apply(after);
    } catch (IllegalArgumentException e) {
      throw malformedCursor();
    }
  }

  /** Writes {@code items} and {@code nextCursor}. */
  public <T> void write(
      JsonWriter json,
      List<T> items,
      boolean more,
      Function<T, String> key,
      JsonWriter.ItemWriter<T> item) {
    json.list("items", items, item)
        .textOrNull(
            "nextCursor",
            more && !items.isEmpty() ? Cursor.after(list, key.apply(items.getLast())) : null);
  }

  /**
   * The same for a list that is short and here as a whole.
   *
   * @param isAfter whether an item comes behind the cursor, if there is one
   */
  public <T> void writePart(
      JsonWriter json,
      List<T> all,
      Predicate<T> isAfter,
      Function<T, String> key,
      JsonWriter.ItemWriter<T> item) {
    List<T> left = all.stream().filter(one -> after == null || isAfter.test(one)).toList();
    boolean more = left.size() > limit;
    write(json, more ? left.subList(0, limit) : left, more, key, item);
  }

  private static @Nullable String after(Exchange exchange, String list) {
    String cursor = exchange.parameter("cursor");
    return cursor == null ? null : Cursor.key(list, cursor).orElseThrow(Paging::malformedCursor);
  }

  private static RuntimeException malformedCursor() {
    return Problem.invalid("cursor", "is not a cursor of this list").raised();
  }

  /** How many items a page is to have. */
  public static int limit(Exchange exchange) {
    String text = exchange.parameter("limit");
    if (text == null) {
      return LIMIT_DEFAULT;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= Limits.PAGE_ITEMS_MAX) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Told below, as any other number that is none of ours.
    }
    throw Problem.invalid("limit", "must be 1 to " + Limits.PAGE_ITEMS_MAX).raised();
  }
}
