package io.millrace.node.delivery;

import java.util.List;

/**
 * One event on its way to one endpoint.
 *
 * @param event its id, as in the list of events
 * @param order that it is about; 0 if about none
 * @param attempts so far
 * @param dueAtMillis when it is tried next, if it waits
 * @param settledAtMillis when it was delivered or given up; 0 if neither
 * @param log of its attempts, the oldest first; empty in lists
 */
public record DeliveryView(
    long delivery,
    String event,
    String type,
    long order,
    DeliveryState state,
    int attempts,
    long dueAtMillis,
    long createdAtMillis,
    long settledAtMillis,
    List<AttemptView> log) {
  public DeliveryView {
    log = List.copyOf(log);
  }
}
