package io.millrace.diana.http;

/**
 * What a request costs where not every request costs the same: by its route, its length, what it
 * asks for. Each limit that looks at the request asks, before anything was read of its body, which
 * is not to be read here. Each rule multiplies with its own {@code cost}; a cost that throws, or is
 * below 0, fails the rule.
 *
 * @param <R> a server's request
 */
@FunctionalInterface
public interface Cost<R> {
  long of(R request);

  /** Every request costs the same. */
  static <R> Cost<R> one() {
    return request -> 1;
  }
}
