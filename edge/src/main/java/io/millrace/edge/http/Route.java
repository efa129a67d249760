package io.millrace.edge.http;

import java.util.Arrays;
import java.util.List;

/**
 * One line of the table of routes: everything about a route but what it does is said here, so that
 * tests and documents can walk it.
 *
 * @param path as in {@code /v1/shops/{shop}/orders/{id}}
 * @param pattern the path cut at its slashes
 * @param keyed whether an {@code Idempotency-Key} is required
 * @param bodyBytesMax the longest body; 0 for a route that takes none
 * @param parameters names that the query may have
 */
public record Route(
    Verb verb,
    String path,
    List<String> pattern,
    Audience audience,
    boolean keyed,
    int bodyBytesMax,
    List<String> parameters,
    Handler handler) {
  /** A hundred order lines with room to spare, and little enough to read for a stranger. */
  public static final int BODY_BYTES_MAX = 64 * 1_024;

  /** Five hundred SKUs with their descriptions. */
  public static final int BATCH_BYTES_MAX = 1_024 * 1_024;

  public Route {
    pattern = List.copyOf(pattern);
    parameters = List.copyOf(parameters);
  }

  private static Route of(
      Verb verb, String path, Audience audience, boolean keyed, int bodyBytesMax, Handler handler) {
    List<String> pattern = PathSegments.split(path);
    return new Route(verb, path, pattern, audience, keyed, bodyBytesMax, List.of(), handler);
  }

  /** A route that reads. */
  public static Route get(String path, Audience audience, Handler handler, String... parameters) {
    List<String> pattern = PathSegments.split(path);
    List<String> names = Arrays.asList(parameters);
    return new Route(Verb.GET, path, pattern, audience, false, 0, names, handler);
  }

  /** A route that defines the thing the path names. */
  public static Route put(String path, Audience audience, Handler handler) {
    return of(Verb.PUT, path, audience, false, BODY_BYTES_MAX, handler);
  }

  /** The same for things that may be larger. */
  public static Route put(String path, Audience audience, int bodyBytesMax, Handler handler) {
    return of(Verb.PUT, path, audience, false, bodyBytesMax, handler);
  }

  /** A route that makes or does something and needs no key. */
  public static Route post(String path, Audience audience, int bodyBytesMax, Handler handler) {
    return of(Verb.POST, path, audience, false, bodyBytesMax, handler);
  }

  /** A ★ route: done once under its key, however often it is asked. */
  public static Route once(String path, Audience audience, int bodyBytesMax, Handler handler) {
    return of(Verb.POST, path, audience, true, bodyBytesMax, handler);
  }

  public static Route delete(String path, Audience audience, Handler handler) {
    return of(Verb.DELETE, path, audience, false, 0, handler);
  }
}
