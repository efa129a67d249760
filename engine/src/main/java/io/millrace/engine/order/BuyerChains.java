package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

/**
 * Takes orders out of their buyers' chains, from wherever they stand. Owned by the shard's writer.
 *
 * <p>An order knows its buyer's order before it. It is told of the one after it only here: to tell
 * it when that one is placed would be a cache miss for every order. What was told is always a
 * chain's older part, so a walk from the newest order tells each order once, and removing costs the
 * same on average, however long the chain.
 */
final class BuyerChains {
  private final OrderRows rows;
  private final Buyers buyers;

  BuyerChains(OrderRows rows, Buyers buyers) {
    this.rows = rows;
    this.buyers = buyers;
  }

  /** Whether the buyer has no order left. */
  boolean remove(int position) {
    int buyer = rows.buyer(position);
    int older = rows.older(position);
    if (buyers.newest(buyer) == position) {
      buyers.newest(buyer, older);
      if (older != Buyers.NONE) {
        rows.newer(older, Buyers.NONE);
      }
      return older == Buyers.NONE;
    }
    tell(buyer, position);
    int newer = rows.newer(position);
    check(rows.older(newer) == position, "an order lies between its newer and its older one");
    rows.older(newer, older);
    if (older != Buyers.NONE) {
      rows.newer(older, newer);
    }
    return false;
  }

  /** Tells the orders from the newest on, down to this one. */
  private void tell(int buyer, int position) {
    int newer = buyers.newest(buyer);
    while (rows.newer(position) == Buyers.NONE) {
      int older = rows.older(newer);
      check(older != Buyers.NONE, "an order is in its buyer's chain");
      rows.newer(older, newer);
      newer = older;
    }
  }
}
