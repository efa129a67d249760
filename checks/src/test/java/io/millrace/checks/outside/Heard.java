package io.millrace.checks.outside;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered.
 *
 * @param headers by name in lower case
 */
record Heard(int status, Map<String, String> headers, String body) {

  boolean isReplay() {
    return "true".equals(headers.get("idempotent-replayed"));
  }

  @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  /** The first string or number with this name, wherever it stands. */
  String field(String name) {
    List<String> all = fields(name);
    if (all.isEmpty()) {
      throw new AssertionError("no " + name + " in " + body);
    }
    return all.getFirst();
  }

  List<String> fields(String name) {
    Matcher field = Pattern.compile("\"" + name + "\":(?:\"([^\"]*)\"|(-?\\d+))").matcher(body);
    List<String> found = new ArrayList<>();
    while (field.find()) {
      found.add(field.group(1) != null ? field.group(1) : field.group(2));
    }
    return found;
  }
}
