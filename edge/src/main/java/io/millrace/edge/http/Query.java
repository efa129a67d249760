package io.millrace.edge.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a URL behind its question mark, strictly: what the route does not know is refused.
 */
final class Query {
  private Query() {}

  static Map<String, String> parse(String raw, List<String> known) {
    if (raw.isEmpty()) {
      return Map.of();
    }
    Map<String, String> parameters = new HashMap<>();
    for (String pair : split(raw)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (!known.contains(name)) {
        throw Problem.invalid(name, "is not a parameter of this route").raised();
      }
      if (parameters.put(name, value) != null) {
        throw Problem.invalid(name, "stands here twice").raised();
      }
    }
    return parameters;
  }

  private static List<String> split(String raw) {
    List<String> pairs = new ArrayList<>();
    int start = 0;
    for (int end = raw.indexOf('&'); end >= 0; end = raw.indexOf('&', start)) {
      pairs.add(raw.substring(start, end));
      start = end + 1;
    }
    pairs.add(raw.substring(start));
    return pairs;
  }

  private static String decode(String text) {
    return PathSegments.decode(text.replace('+', ' '));
  }
}
