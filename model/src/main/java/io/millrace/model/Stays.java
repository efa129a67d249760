package io.millrace.model;

import java.time.Duration;

/**
 * How long an order may stay in states that should pass by themselves.
 *
 * @param unshipped paid and not sent whole: for longer and it is stuck
 * @param uncompleted sent whole, with nobody saying that it arrived or is complete: the same
 * @param completeAfterShipping it completes by itself so long after the last shipping
 * @param completeAfterDelivery if its arrival is told, so long after that instead
 */
public record Stays(
    Duration unshipped,
    Duration uncompleted,
    Duration completeAfterShipping,
    Duration completeAfterDelivery) {

  /**
   * Of a shop that says nothing else. Also what facts mean that are older than stays: so it never
   * changes.
   */
  public static final Stays DEFAULT =
      new Stays(Duration.ofDays(3), Duration.ofDays(10), Duration.ofDays(15), Duration.ofDays(7));
}
