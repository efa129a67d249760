package io.millrace.node.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one endpoint.
 *
 * @param event its id, as in the list of events
 * @param order that it is about; 0 if about none
 * @param attempts so far
 * @param dueAtMillis when it is tried next, if it waits
 * @param heldBecause why nothing is sent to its endpoint, if it waits for that; null if it does not
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
    @Nullable Holdup heldBecause,
    long createdAtMillis,
    long settledAtMillis,
    List<AttemptView> log) {
  public DeliveryView {
    log = List.copyOf(log);
  }

  /** The same where its endpoint is sent nothing. */
  public DeliveryView held(@Nullable Holdup why) {
    return new DeliveryView(
        delivery,
        event,
        type,
        order,
        state,
        attempts,
        dueAtMillis,
        state == DeliveryState.WAITING ? why : null,
        createdAtMillis,
        settledAtMillis,
        log);
  }
}
