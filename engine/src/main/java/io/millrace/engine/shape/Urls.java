package io.millrace.engine.shape;

import io.millrace.model.Limits;
import io.millrace.model.refusal.Invalid;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an address must look like that something is sent to. Whether it may be called is asked when
 * it is: names lead elsewhere tomorrow.
 */
public final class Urls {

  /** No user, no password and no fragment: the one is logged elsewhere, the other never sent. */
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

  private static final String PATH_CHARS = "-._~:/?@!$&'()*+,;=%";

  private static final int PORT_MAX = 65_535;

  private Urls() {}

  public static @Nullable Invalid check(String field, String url) {
    if (url.length() > Limits.WEBHOOK_URL_CHARS_MAX) {
      return new Invalid(field, "has at most " + Limits.WEBHOOK_URL_CHARS_MAX + " characters");
    }
    int slash = url.indexOf('/', "https://".length());
    int query = url.indexOf('?');
    int end = slash < 0 || (query >= 0 && query < slash) ? query : slash;
    String origin = end < 0 ? url : url.substring(0, end);
    if (!ORIGIN.matcher(origin).matches() || !hasHost(origin) || !hasPort(origin)) {
      return new Invalid(field, "must be http(s)://host[:port][/path][?query], without a user");
    }
    for (int i = origin.length(); i < url.length(); i++) {
      if (!isOfPath(url, i)) {
        return new Invalid(field, "holds what must be percent-encoded, or a fragment");
      }
    }
    return null;
  }

  /** Whoever sends must be able to read what was taken here. */
  private static boolean hasHost(String origin) {
    int open = origin.indexOf('[');
    return open < 0 || SixLiteral.isOne(origin.substring(open + 1, origin.indexOf(']')));
  }

  private static boolean hasPort(String origin) {
    int colon = origin.lastIndexOf(':');
    boolean isPort = colon > "https:".length() && origin.indexOf(']', colon) < 0;
    return !isPort || Integer.parseInt(origin.substring(colon + 1)) <= PORT_MAX;
  }

  private static boolean isOfPath(String url, int at) {
    char c = url.charAt(at);
    if (c == '%') {
      return at + 2 < url.length() && isHex(url.charAt(at + 1)) && isHex(url.charAt(at + 2));
    }
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PATH_CHARS.indexOf(c) >= 0;
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
