package io.millrace.edge.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A path cut at its slashes and then decoded, so that {@code %2F} never makes a segment. */
final class PathSegments {
  private PathSegments() {}

  static List<String> split(String path) {
    List<String> segments = new ArrayList<>(8);
    int start = 1;
    for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', start)) {
      segments.add(decode(path.substring(start, slash)));
      start = slash + 1;
    }
    segments.add(decode(path.substring(Math.min(start, path.length()))));
    return segments;
  }

  static boolean isVariable(String pattern) {
    return pattern.startsWith("{");
  }

  /** Percent signs that encode nothing stay as they are: no name of ours holds one. */
  static String decode(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
      int low = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 2), 16) : -1;
      if (c == '%' && high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
