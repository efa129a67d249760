package io.millrace.model;

/** What a name given from outside may look like: shops, SKUs and buyers are opaque to us. */
final class Names {

  /** Long enough for a UUID or a hash in hex, short enough to be kept for years in every fact. */
  static final int CHARS_MAX = 64;

  private Names() {}

  static String require(String kind, String value) {
    if (!isName(value)) {
      throw new IllegalArgumentException(
          kind + " must be 1 to " + CHARS_MAX + " of the characters A-Z a-z 0-9 . _ : -");
    }
    return value;
  }

  static boolean isName(String value) {
    int length = value.length();
    if (length == 0 || length > CHARS_MAX) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || c == '.'
              || c == '_'
              || c == ':'
              || c == '-';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }
}
