package io.millrace.edge.http;

import java.util.List;
import java.util.Map;

/**
 * What a request is aimed at.
 *
 * @param path its segments, decoded
 * @param parameters of its query; only names that the route knows
 */
record Target(Route route, List<String> path, Map<String, String> parameters) {
  /** The segment that stands where the route's path has this name in braces. */
  String variable(String name) {
    return path.get(route.pattern().indexOf("{" + name + "}"));
  }
}
