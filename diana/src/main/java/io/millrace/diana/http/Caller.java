package io.millrace.diana.http;

import org.jspecify.annotations.Nullable;

/**
 * Finds out what the server knows about the caller of a request: {@code account}, {@code device},
 * {@code tenant} and whatever else rules name. Called before anything is authenticated by Diana:
 * what it answers must be true, or somebody counts under another's name.
 *
 * @param <R> a server's request
 */
@FunctionalInterface
public interface Caller<R> {
  @Nullable String attribute(R request, String name);

  /** Nothing is known. */
  static <R> Caller<R> unknown() {
    return (request, name) -> null;
  }
}
