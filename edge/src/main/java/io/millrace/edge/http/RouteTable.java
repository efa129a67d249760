package io.millrace.edge.http;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path. A few dozen lines, so they are compared, grouped by length. */
public final class RouteTable {
  private final List<Route> routes;
  private final Map<Integer, List<Route>> byLength = new HashMap<>();

  public RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
    for (Route route : routes) {
      byLength.computeIfAbsent(route.pattern().size(), length -> new ArrayList<>()).add(route);
    }
  }

  public List<Route> routes() {
    return routes;
  }

  /** The route of a method and path; null if there is none. */
  public @Nullable Route find(@Nullable Verb verb, List<String> path) {
    for (Route route : byLength.getOrDefault(path.size(), List.of())) {
      if (route.verb() == verb && matches(route.pattern(), path)) {
        return route;
      }
    }
    return null;
  }

  /** The methods a path knows; empty for an unknown path. */
  public Set<Verb> verbs(List<String> path) {
    Set<Verb> verbs = EnumSet.noneOf(Verb.class);
    for (Route route : byLength.getOrDefault(path.size(), List.of())) {
      if (matches(route.pattern(), path)) {
        verbs.add(route.verb());
      }
    }
    return verbs;
  }

  private static boolean matches(List<String> pattern, List<String> path) {
    for (int i = 0; i < path.size(); i++) {
      if (!PathSegments.isVariable(pattern.get(i)) && !pattern.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }
}
