package io.millrace.diana.rule;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method and a pattern of paths: {@code GET /v1/shops/{shop}/orders}, {@code * /static/**}. A
 * name in braces stands for one segment, {@code **} at the end for any number of them. {@code GET}
 * is {@code HEAD}, too: servers answer it with the same work and leave the body out.
 *
 * <p>A limit that another spelling of the same path walks around is none: {@code /v1/%6Frders},
 * {@code //v1//orders/}, {@code /v1/orders;x=1} and {@code /v1/a/../orders} match {@code
 * /v1/orders}, as most servers take them for it. A pattern may be spelt in as many ways: segments
 * are compared as the bytes of UTF-8 that they stand for, percent-encoded or not. A target with a
 * scheme and a host is what stands behind them. What a server makes of {@code %2F} or of a
 * backslash is not guessed; and one that leaves dots as they are takes {@code /v1/orders/..} for an
 * order of this name, which it is not here.
 */
public final class Route {
  private static final String ANY_METHOD = "*";
  private static final String GET = "GET";
  private static final String HEAD = "HEAD";

  /** Characters of a percent-encoded one. */
  private static final int ENCODED = 3;

  private static final int NOT_ENCODED = -1;
  private static final int ASCII = 0x80;

  private final String text;
  private final String method;

  /** What each segment stands for, in UTF-8; null for one that may be anything. */
  private final byte[] @Nullable [] segments;

  private final boolean open;

  private Route(String text, String method, List<String> segments, boolean open) {
    this.text = text;
    this.method = method;
    this.segments = new byte[segments.size()][];
    for (int at = 0; at < this.segments.length; at++) {
      String segment = segments.get(at);
      this.segments[at] = isVariable(segment) ? null : bytes(segment);
    }
    this.open = open;
  }

  public static Route of(String text) {
    int space = text.indexOf(' ');
    String method = space < 0 ? ANY_METHOD : text.substring(0, space);
    String path = text.substring(space + 1);
    if (!path.startsWith("/") || path.contains(" ") || !method.matches("[A-Z]+|\\*")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no route; one reads \"GET /v1/orders/{id}\"");
    }
    List<String> segments = List.of(path.split("/")).stream().filter(s -> !s.isEmpty()).toList();
    if (segments.stream()
        .anyMatch(s -> s.contains(";") || s.contains("?") || dots(s, 0, s.length()) > 0)) {
      throw new IllegalArgumentException(
          "\"" + text + "\": no path has ; or ? or dots for a segment when it is looked at");
    }
    if (segments.stream().anyMatch(s -> !isVariable(s) && (s.contains("{") || s.contains("}")))) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\": a name in braces stands for a whole segment; a brace itself is %7B or %7D");
    }
    boolean open = !segments.isEmpty() && segments.get(segments.size() - 1).equals("**");
    List<String> closed = open ? segments.subList(0, segments.size() - 1) : segments;
    if (closed.stream().anyMatch(s -> s.contains("*"))) {
      throw new IllegalArgumentException(
          "\"" + text + "\": ** may stand at the end, and only there");
    }
    return new Route(text, method, closed, open);
  }

  /** Allocates nothing if the path has neither parameters nor dot segments. */
  public boolean matches(String requestMethod, CharSequence path) {
    return matchesPlain(requestMethod, plain(path));
  }

  /**
   * The path without parameters and dot segments, and without its query if it has any of these; as
   * it is, if it has none, so that nothing is allocated. Dots are seen through {@code %2E}, too.
   */
  static CharSequence plain(CharSequence target) {
    CharSequence path = isPath(target) ? target : behindHost(target);
    int at = begin(path, 0);
    for (int end = end(path, at); end > at; end = end(path, at)) {
      if (parameters(path, at, end) < end || dots(path, at, end) > 0) {
        return written(path);
      }
      at = begin(path, end);
    }
    return path;
  }

  private static boolean isPath(CharSequence target) {
    return target.length() == 0 || target.charAt(0) == '/';
  }

  /**
   * The path of {@code http://host/v1/orders}. Clients of proxies send such a target, and anybody
   * may: a server that routes by what it has parsed finds {@code /v1/orders} in it.
   */
  private static CharSequence behindHost(CharSequence target) {
    String text = target.toString();
    int colon = text.indexOf(':');
    if (colon < 0 || colon > end(target, 0)) {
      return target;
    }
    boolean hasHost = text.startsWith("//", colon + 1);
    return text.substring(hasHost ? end(target, colon + 3) : colon + 1);
  }

  private static String written(CharSequence path) {
    StringBuilder plain = new StringBuilder(path.length());
    int at = begin(path, 0);
    for (int end = end(path, at); end > at; end = end(path, at)) {
      int to = parameters(path, at, end);
      switch (dots(path, at, to)) {
        case 1 -> {}
        case 2 -> plain.setLength(Math.max(0, plain.lastIndexOf("/"))); // no higher than the root
        default -> {
          if (to > at) {
            plain.append('/').append(path, at, to);
          }
        }
      }
      at = begin(path, end);
    }
    return plain.toString();
  }

  /** Where a segment's parameters begin, or its end. */
  private static int parameters(CharSequence path, int from, int to) {
    int at = from;
    while (at < to && path.charAt(at) != ';') {
      at++;
    }
    return at;
  }

  /** 1 or 2 if a segment is a dot or two; else 0. */
  private static int dots(CharSequence path, int from, int to) {
    int dots = 0;
    int at = from;
    while (at < to && dots < 3) {
      if (path.charAt(at) == '.') {
        at++;
      } else if (encoded(path, at, to) == '.') {
        at += ENCODED;
      } else {
        return 0;
      }
      dots++;
    }
    return dots < 3 ? dots : 0;
  }

  boolean matchesPlain(String requestMethod, CharSequence path) {
    if (!matchesMethod(requestMethod)) {
      return false;
    }
    int at = 0;
    for (byte[] segment : segments) {
      at = begin(path, at);
      int end = end(path, at);
      if (end == at || !(segment == null || isSame(segment, path, at, end))) {
        return false;
      }
      at = end;
    }
    at = begin(path, at);
    return open || at == path.length() || path.charAt(at) == '?';
  }

  private boolean matchesMethod(String requestMethod) {
    return method.equals(ANY_METHOD)
        || method.equals(requestMethod)
        || (method.equals(GET) && requestMethod.equals(HEAD));
  }

  private static int begin(CharSequence path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) == '/') {
      at++;
    }
    return at;
  }

  private static int end(CharSequence path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) != '/' && path.charAt(at) != '?') {
      at++;
    }
    return at;
  }

  private static boolean isVariable(String segment) {
    return segment.indexOf('{') == 0
        && segment.lastIndexOf('{') == 0
        && segment.indexOf('}') == segment.length() - 1;
  }

  /** What a pattern's segment stands for. */
  private static byte[] bytes(String segment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
    int at = 0;
    while (at < segment.length()) {
      int encoded = encoded(segment, at, segment.length());
      int letter = encoded < 0 ? segment.codePointAt(at) : encoded;
      int length = encoded < 0 ? bytes(letter) : 1;
      for (int place = 0; place < length; place++) {
        bytes.write(utf8(letter, length, place));
      }
      at += encoded < 0 ? Character.charCount(letter) : ENCODED;
    }
    return bytes.toByteArray();
  }

  /** The same of a request's segment, compared as it goes: nothing is allocated. */
  private static boolean isSame(byte[] segment, CharSequence path, int from, int to) {
    int at = from;
    int same = 0;
    while (at < to) {
      char c = path.charAt(at);
      int encoded = c == '%' ? encoded(path, at, to) : NOT_ENCODED;
      int letter = c < ASCII ? c : Character.codePointAt(path, at);
      int length = encoded < 0 ? bytes(letter) : 1;
      if (same + length > segment.length) {
        return false;
      }
      for (int place = 0; place < length; place++) {
        int b = encoded < 0 ? utf8(letter, length, place) : encoded;
        if ((byte) b != segment[same + place]) {
          return false;
        }
      }
      same += length;
      at += encoded < 0 ? Character.charCount(letter) : ENCODED;
    }
    return same == segment.length;
  }

  /** The byte that stands percent-encoded here, or {@link #NOT_ENCODED}. */
  private static int encoded(CharSequence path, int at, int to) {
    if (at + ENCODED > to || path.charAt(at) != '%') {
      return NOT_ENCODED;
    }
    int first = hexDigit(path.charAt(at + 1));
    int second = hexDigit(path.charAt(at + 2));
    return first < 0 || second < 0 ? NOT_ENCODED : first << 4 | second;
  }

  private static int hexDigit(char c) {
    return c < ASCII ? Character.digit(c, 16) : -1; // other scripts have digits, too
  }

  /** How many bytes of UTF-8 a letter has. */
  private static int bytes(int letter) {
    if (letter < ASCII) {
      return 1;
    }
    return letter < 0x800 ? 2 : letter < 0x1_0000 ? 3 : 4;
  }

  /** One of these bytes: the first says how many there are, each other one has six bits. */
  private static int utf8(int letter, int length, int place) {
    if (length == 1) {
      return letter;
    }
    int bits = letter >>> (6 * (length - 1 - place));
    return place == 0 ? ((0xf00 >>> length) & 0xff) | bits : 0x80 | (bits & 0x3f);
  }

  @Override
  public String toString() {
    return text;
  }
}
