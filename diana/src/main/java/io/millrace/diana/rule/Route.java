package io.millrace.diana.rule;

import java.util.List;

/**
 * A method and a pattern of paths: {@code GET /v1/shops/{shop}/orders}, {@code * /static/**}. A
 * name in braces stands for one segment, {@code **} at the end for any number of them.
 *
 * <p>A limit that another spelling of the same path walks around is none: {@code /v1/%6Frders} and
 * {@code //v1//orders/} match {@code /v1/orders}, as most servers take them for it.
 */
public final class Route {
  private static final String ANY_METHOD = "*";

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
    boolean open = !segments.isEmpty() && segments.get(segments.size() - 1).equals("**");
    List<String> closed = open ? segments.subList(0, segments.size() - 1) : segments;
    if (closed.stream().anyMatch(s -> s.contains("*"))) {
      throw new IllegalArgumentException(
          "\"" + text + "\": ** may stand at the end, and only there");
    }
    return new Route(text, method, closed, open);
  }

  /** Allocates nothing. */
  public boolean matches(String requestMethod, CharSequence path) {
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
