package io.millrace.engine.shape;

/**
 * An IPv6 address as URLs have it between brackets, without a zone. Read by hand: what parses
 * addresses in the JDK belongs to the network, which the engine does not know.
 */
final class SixLiteral {

  private static final int GROUPS = 8;
  private static final int DIGITS_MAX = 4;
  private static final int BYTE_MAX = 255;
  private static final int BYTES_OF_FOUR = 4;

  private SixLiteral() {}

  static boolean isOne(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true) == GROUPS;
    }
    int before = gap == 0 ? 0 : groups(text.substring(0, gap), false);
    int after = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2), true);
    return before >= 0 && after >= 0 && before + after < GROUPS;
  }

  /** How many groups of 16 bits the text is; below 0 if it is none. */
  private static int groups(String text, boolean mayEndAsFour) {
    String[] parts = text.split(":", -1);
    int groups = 0;
    for (int i = 0; i < parts.length; i++) {
      if (isGroup(parts[i])) {
        groups++;
      } else if (mayEndAsFour && i == parts.length - 1 && isFour(parts[i])) {
        groups += 2;
      } else {
        return -1;
      }
    }
    return groups;
  }

  private static boolean isGroup(String part) {
    return !part.isEmpty()
        && part.length() <= DIGITS_MAX
        && part.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  /** {@code 192.0.2.1} at the end. */
  private static boolean isFour(String part) {
    String[] bytes = part.split("\\.", -1);
    if (bytes.length != BYTES_OF_FOUR) {
      return false;
    }
    for (String one : bytes) {
      boolean isNumber =
          !one.isEmpty() && one.length() <= 3 && one.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!isNumber || Integer.parseInt(one) > BYTE_MAX) {
        return false;
      }
    }
    return true;
  }
}
