package io.millrace.edge.http;

/** What a route does. Runs on the connection's virtual thread and may wait. */
@FunctionalInterface
public interface Handler {
  HttpAnswer handle(Exchange exchange);
}
