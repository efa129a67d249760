package io.millrace.node.delivery;

import io.millrace.node.follow.FollowedFact;

/** How an event is told outside: one form for whoever asks for events and whoever is sent them. */
public interface EventForm {

  /** As in the list of events: no other event has it. */
  String id(FollowedFact fact);

  /** Its type, time and data, as JSON. */
  String body(FollowedFact fact);
}
