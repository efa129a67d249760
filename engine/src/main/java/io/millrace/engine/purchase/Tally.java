package io.millrace.engine.purchase;

import io.millrace.engine.goods.Sku;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.table.Chained;
import io.millrace.model.BuyerId;
import org.jspecify.annotations.Nullable;

/** The purchases of one SKU by one buyer, oldest first, and their sum. */
final class Tally implements Chained<Tally> {
  final Sku sku;
  final Line line;
  final BuyerId buyer;

  /** Kept, because growing the table asks for it and sku and buyer would be cache misses. */
  private final int hash;

  long units;
  @Nullable Purchase oldest;
  @Nullable Purchase newest;
  private @Nullable Tally next;

  Tally(Sku sku, Line line, BuyerId buyer) {
    this.sku = sku;
    this.line = line;
    this.buyer = buyer;
    this.hash = hash(sku, buyer);
  }

  static int hash(Sku sku, BuyerId buyer) {
    return (int) Mix.mix(sku.digestId() + buyer.hashCode());
  }

  boolean isOf(Sku otherSku, BuyerId otherBuyer) {
    return sku == otherSku && buyer.equals(otherBuyer);
  }

  /** Units after a moment; only what is older is walked, and that is soon forgotten. */
  long unitsAfter(long moment) {
    long counted = units;
    Purchase purchase = oldest;
    while (purchase != null && purchase.atMillis <= moment) {
      counted -= purchase.units;
      purchase = purchase.after;
    }
    return counted;
  }

  void append(Purchase purchase) {
    purchase.before = newest;
    if (newest == null) {
      oldest = purchase;
    } else {
      newest.after = purchase;
    }
    newest = purchase;
  }

  void unlink(Purchase purchase) {
    if (purchase.before == null) {
      oldest = purchase.after;
    } else {
      purchase.before.after = purchase.after;
    }
    if (purchase.after == null) {
      newest = purchase.before;
    } else {
      purchase.after.before = purchase.before;
    }
    purchase.before = null;
    purchase.after = null;
  }

  @Override
  public int hash() {
    return hash;
  }

  @Override
  public @Nullable Tally next() {
    return next;
  }

  @Override
  public void next(@Nullable Tally next) {
    this.next = next;
  }
}
