package io.millrace.edge.auth;

import java.util.Base64;

/**
 * The key that opens everything on a node: one line of text in {@code operator.key}. Here only its
 * SHA-256 is kept.
 */
public final class OperatorKey {
  private static final String PREFIX = "mop_";
  private static final int RANDOM_BYTES = 32;

  private final TokenHash hash;

  private OperatorKey(TokenHash hash) {
    this.hash = hash;
  }

  /** The text of a new key, as the file holds it. */
  public static String generate(RandomBytes random) {
    return PREFIX
        + Base64.getUrlEncoder().withoutPadding().encodeToString(random.take(RANDOM_BYTES));
  }

  /** From the text of the file; a line's end after it does no harm. */
  public static OperatorKey parse(String fileText) {
    String text = fileText.strip();
    if (!text.startsWith(PREFIX) || text.length() < PREFIX.length() + RANDOM_BYTES) {
      throw new IllegalArgumentException("not an operator key: it starts with " + PREFIX);
    }
    return new OperatorKey(TokenHash.of(text));
  }

  boolean isKey(TokenHash token) {
    return hash.isSame(token);
  }
}
