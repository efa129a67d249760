package io.millrace.delivery.kafka;

import io.millrace.node.follow.FollowedFact;

/** How a fact about a shop is written for the world outside. */
@FunctionalInterface
public interface EventBytes {
  byte[] of(FollowedFact fact);
}
