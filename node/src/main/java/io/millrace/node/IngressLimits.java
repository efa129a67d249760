package io.millrace.node;

/**
 * How many requests may wait for a shard's writer, in each lane.
 *
 * @param ticketsMax in all
 * @param ticketsPerShopMax of one shop
 */
public record IngressLimits(int ticketsMax, int ticketsPerShopMax) {

  /**
   * At 50,000 requests/s a full lane is a third of a second of waiting: beyond that a prompt no is
   * worth more than a late yes. A shop may have three quarters of it, so that another's order
   * always finds room.
   */
  public static final IngressLimits DEFAULT = new IngressLimits(16_384, 12_288);

  public IngressLimits {
    if (ticketsPerShopMax < 1 || ticketsMax < ticketsPerShopMax) {
      throw new IllegalArgumentException("a shop's share is at least 1 and at most the whole lane");
    }
  }
}
