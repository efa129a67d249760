package io.millrace.proof.audit;

import io.millrace.model.SkuId;
import io.millrace.model.answer.StockView;

/**
 * The units of one SKU: a unit that came in is available, held for an order that is not paid,
 * committed to one that is, or shipped. Units only ever move from one of these to the next.
 */
final class Stock {
  private final SkuId sku;
  private long movedIn;
  private long available;
  private long held;
  private long committed;
  private long shipped;
  private long version;

  Stock(SkuId sku) {
    this.sku = sku;
  }

  long available() {
    return available;
  }

  long held() {
    return held;
  }

  long version() {
    return version;
  }

  void moveIn(long units) {
    movedIn += units;
    available += units;
    changed();
  }

  void hold(long units) {
    available -= units;
    held += units;
    changed();
  }

  void release(long units) {
    held -= units;
    available += units;
    changed();
  }

  void commit(long units) {
    held -= units;
    committed += units;
    changed();
  }

  void ship(long units) {
    committed -= units;
    shipped += units;
    changed();
  }

  private void changed() {
    version++;
    boolean adds = available + held + committed + shipped == movedIn;
    if (available < 0 || held < 0 || committed < 0 || !adds) {
      throw new BrokenPromise(
          Promise.NEVER_OVERSELL,
          "of %d units of %s that came in, %d are available, %d held, %d committed, %d shipped"
              .formatted(movedIn, sku, available, held, committed, shipped));
    }
  }

  StockView view() {
    return new StockView(
        sku, available + held + committed, available, held, committed, shipped, version);
  }
}
