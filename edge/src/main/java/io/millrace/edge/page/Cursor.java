package io.millrace.edge.page;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a list goes on: after the item with this key. Opaque to clients, so its form may change; it
 * begins with its version and names the list, so that no cursor is taken by another list.
 *
 * <pre>
 *  base64url of  version, list, NUL, key
 * </pre>
 *
 * It is not signed: whoever makes one up gets to where they could have paged anyway.
 */
public final class Cursor {
  private static final char VERSION = 1;
  private static final char END_OF_LIST_NAME = 0;

  private Cursor() {}

  /**
   * The cursor that goes on behind an item.
   *
   * @param list which list, with what narrows it: {@code skus/shop}
   * @param key of the last item that was given
   */
  public static String after(String list, String key) {
    String text = VERSION + list + END_OF_LIST_NAME + key;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The key; empty for what is no cursor of this list. */
  public static Optional<String> key(String list, String cursor) {
    String text;
    try {
      text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    String head = VERSION + list + END_OF_LIST_NAME;
    boolean ours = text.startsWith(head) && text.length() > head.length();
    return ours ? Optional.of(text.substring(head.length())) : Optional.empty();
  }
}
