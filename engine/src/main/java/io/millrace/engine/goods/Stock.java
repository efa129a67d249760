package io.millrace.engine.goods;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.model.Limits;
import io.millrace.model.SkuId;
import io.millrace.model.answer.StockView;

/**
 * The units of one SKU. On hand is what is available, held for orders that are not paid, or
 * committed to orders that are; shipped units are gone and only counted. Every change is checked
 * here again, so that not even a wrong fact can oversell.
 */
public final class Stock {
  private static final int AVAILABLE_FIELD = 1;
  private static final int HELD_FIELD = 2;
  private static final int COMMITTED_FIELD = 3;
  private static final int SHIPPED_FIELD = 4;
  private static final int VERSION_FIELD = 5;

  private final int sku;
  private final long digestId;
  private final Digest digest;
  private final Shelves shelves;
  private long available;
  private long availableTerm;
  private long held;
  private long heldTerm;
  private long committed;
  private long shipped;
  private long version;
  private long versionTerm;

  Stock(int sku, long digestId, Digest digest, Shelves shelves) {
    this.sku = sku;
    this.digestId = digestId;
    this.digest = digest;
    this.shelves = shelves;
    shelves.turned(sku);
  }

  public long available() {
    return available;
  }

  public long held() {
    return held;
  }

  public long committed() {
    return committed;
  }

  public long shipped() {
    return shipped;
  }

  public long onHand() {
    return available + held + committed;
  }

  /** What all movements by hand sum to: what came in is on hand or was shipped. */
  public long moved() {
    return onHand() + shipped;
  }

  /** A look at its beginning and at its end. */
  long glance() {
    return available + versionTerm;
  }

  /** Counts changes. */
  public long version() {
    return version;
  }

  void move(long quantity, long versionAfter) {
    check(versionAfter == version + 1, "a stock's versions are numbered without gaps");
    setAvailable(available + quantity);
    check(onHand() <= Limits.STOCK_UNITS_MAX, "more on hand than there may be");
    changed();
  }

  /** For an order that was placed. */
  public void hold(long units) {
    setAvailable(available - units);
    setHeld(held + units);
    changed();
  }

  /** For an order that was given up. */
  public void release(long units) {
    setHeld(held - units);
    setAvailable(available + units);
    changed();
  }

  /** For an order that was paid. */
  public void commit(long units) {
    setHeld(held - units);
    setCommitted(committed + units);
    changed();
  }

  /** For a parcel that left. */
  public void ship(long units) {
    setCommitted(committed - units);
    digest.change(Kind.STOCK, digestId, SHIPPED_FIELD, shipped, shipped + units);
    shipped += units;
    changed();
  }

  void write(StateWriter to) {
    to.number(available).number(held).number(committed).number(shipped).number(version);
  }

  void read(StateReader from) {
    setAvailable(from.number());
    setHeld(from.number());
    setCommitted(from.number());
    shipped = from.number();
    setVersion(from.number());
  }

  StockView view(SkuId sku) {
    return new StockView(sku, onHand(), available, held, committed, shipped, version);
  }

  void addTo(Digest fresh) {
    fresh.add(Kind.STOCK, digestId, AVAILABLE_FIELD, available);
    fresh.add(Kind.STOCK, digestId, HELD_FIELD, held);
    fresh.add(Kind.STOCK, digestId, COMMITTED_FIELD, committed);
    fresh.add(Kind.STOCK, digestId, SHIPPED_FIELD, shipped);
    fresh.add(Kind.STOCK, digestId, VERSION_FIELD, version);
  }

  private void setAvailable(long units) {
    check(units >= 0, "available stock is never below zero");
    availableTerm = digest.replace(availableTerm, Kind.STOCK, digestId, AVAILABLE_FIELD, units);
    if ((available == 0) != (units == 0)) {
      shelves.turned(sku);
    }
    available = units;
  }

  private void setHeld(long units) {
    check(units >= 0, "held stock is never below zero");
    heldTerm = digest.replace(heldTerm, Kind.STOCK, digestId, HELD_FIELD, units);
    held = units;
  }

  private void setCommitted(long units) {
    check(units >= 0, "committed stock is never below zero");
    digest.change(Kind.STOCK, digestId, COMMITTED_FIELD, committed, units);
    committed = units;
  }

  private void changed() {
    setVersion(version + 1);
  }

  private void setVersion(long number) {
    version = number;
    versionTerm = digest.replace(versionTerm, Kind.STOCK, digestId, VERSION_FIELD, version);
  }
}
