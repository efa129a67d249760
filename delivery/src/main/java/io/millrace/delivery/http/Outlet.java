package io.millrace.delivery.http;

/** Sends a request and waits for what comes of it. Any thread; never throws for what is outside. */
@FunctionalInterface
public interface Outlet {
  PostResult send(Post post);
}
