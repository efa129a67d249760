package io.millrace.edge.ops;

/**
 * Holds the node's logs against its promises. Not the edge's own work: it only asks, and passes on
 * what it hears.
 */
@FunctionalInterface
public interface Auditor {
  /** Audits now, for as long as it takes. Gives the report as one JSON object in UTF-8. */
  byte[] report();
}
