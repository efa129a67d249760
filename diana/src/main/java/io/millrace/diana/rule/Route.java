package io.millrace.diana.rule;

import java.util.List;

/**
 * A method and a pattern of paths: {@code GET /v1/shops/{shop}/orders}, {@code * /static/**}. A
 * name in braces stands for one segment, {@code **} at the end for any number of them.
 *
 * <p>A limit that another spelling of the same path walks around is none: {@code /v1/%6Frders},
 * {@code //v1//orders/}, {@code /v1/orders;x=1} and {@code /v1/a/../orders} match {@code
 * /v1/orders}, as most servers take them for it. What a server makes of {@code %2F} or of a
 * backslash is not guessed; and one that leaves dots as they are takes {@code /v1/orders/..} for an
 * order of this name, which it is not here.
 */
public final class Route {
  private static final String ANY_METHOD = "*";

  /** Characters of a percent-encoded one. */
  private static final int ENCODED = 3;

  private final String text;
  private final String method;
  private final String[] segments;
  private final boolean open;

  private Route(String text, String method, List<String> segments, boolean open) {
    this.text = text;
    this.method = method;
    this.segments = segments.toArray(String[]::new);
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
    if (segments.stream().anyMatch(s -> s.contains(";") || dots(s, 0, s.length()) > 0)) {
      throw new IllegalArgumentException(
          "\"" + text + "\": no path has ; or dots for a segment when it is looked at");
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
  static CharSequence plain(CharSequence path) {
    int at = begin(path, 0);
    for (int end = end(path, at); end > at; end = end(path, at)) {
      if (parameters(path, at, end) < end || dots(path, at, end) > 0) {
        return written(path);
      }
      at = begin(path, end);
    }
    return path;
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
      } else if (isEncodedDot(path, at, to)) {
        at += ENCODED;
      } else {
        return 0;
      }
      dots++;
    }
    return dots < 3 ? dots : 0;
  }

  private static boolean isEncodedDot(CharSequence path, int at, int to) {
    return at + ENCODED <= to
        && path.charAt(at) == '%'
        && path.charAt(at + 1) == '2'
        && (path.charAt(at + 2) | ' ') == 'e';
  }

  boolean matchesPlain(String requestMethod, CharSequence path) {
    if (!method.equals(ANY_METHOD) && !method.equals(requestMethod)) {
      return false;
    }
    int at = 0;
    for (String segment : segments) {
      at = begin(path, at);
      int end = end(path, at);
      if (end == at || !(isVariable(segment) || isSame(segment, path, at, end))) {
        return false;
      }
      at = end;
    }
    at = begin(path, at);
    return open || at == path.length() || path.charAt(at) == '?';
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
    return segment.charAt(0) == '{' && segment.endsWith("}");
  }

  private static boolean isSame(String segment, CharSequence path, int from, int to) {
    int at = from;
    for (int letter = 0; letter < segment.length(); letter++) {
      if (at >= to) {
        return false;
      }
      int c = path.charAt(at);
      if (c == '%' && at + 2 < to) {
        int first = Character.digit(path.charAt(at + 1), 16);
        int second = Character.digit(path.charAt(at + 2), 16);
        if (first >= 0 && second >= 0) {
          c = first << 4 | second;
          at += 2;
        }
      }
      if (c != segment.charAt(letter)) {
        return false;
      }
      at++;
    }
    return at == to;
  }

  @Override
  public String toString() {
    return text;
  }
}
