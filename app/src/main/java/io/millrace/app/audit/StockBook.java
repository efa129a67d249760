package io.millrace.app.audit;

import io.millrace.model.PricedLine;
import io.millrace.model.SkuId;
import io.millrace.model.fact.StockMoved;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Promise 1, for one shop. Two books of the same goods: what is available is kept as a ledger, one
 * entry a fact; what is on hand, held and committed follows what lies on the shelf and what orders
 * say. They must agree after every fact.
 */
final class StockBook {

  private final Findings findings;
  private final Map<SkuId, Shelf> shelves = new HashMap<>();

  StockBook(Findings findings) {
    this.findings = findings;
  }

  private static final class Shelf {
    long available;
    long onHand;
    long held;
    long committed;
    long version;
  }

  void moved(Place place, StockMoved moved) {
    Shelf shelf = shelf(moved.sku());
    shelf.onHand += moved.quantity();
    shelf.available += moved.quantity();
    long before = shelf.version;
    findings.require(
        Promise.RULES,
        moved.version() > before,
        place,
        () ->
            "stock of %s has version %d after %d".formatted(moved.sku(), moved.version(), before));
    shelf.version = moved.version();
    check(place, moved.sku(), shelf);
  }

  void placed(Place place, List<PricedLine> lines) {
    for (PricedLine line : lines) {
      Shelf shelf = shelf(line.sku());
      shelf.available -= line.quantity();
      shelf.held += line.quantity();
    }
    checkAll(place, lines);
  }

  void paid(Place place, List<PricedLine> lines) {
    for (PricedLine line : lines) {
      Shelf shelf = shelf(line.sku());
      shelf.held -= line.quantity();
      shelf.committed += line.quantity();
    }
    checkAll(place, lines);
  }

  void returned(Place place, List<PricedLine> lines) {
    for (PricedLine line : lines) {
      Shelf shelf = shelf(line.sku());
      shelf.held -= line.quantity();
      shelf.available += line.quantity();
    }
    checkAll(place, lines);
  }

  void shipped(Place place, SkuId sku, int quantity) {
    Shelf shelf = shelf(sku);
    shelf.committed -= quantity;
    shelf.onHand -= quantity;
    check(place, sku, shelf);
  }

  private Shelf shelf(SkuId sku) {
    return shelves.computeIfAbsent(sku, _ -> new Shelf());
  }

  private void checkAll(Place place, List<PricedLine> lines) {
    for (PricedLine line : lines) {
      check(place, line.sku(), shelf(line.sku()));
    }
  }

  private void check(Place place, SkuId sku, Shelf shelf) {
    boolean holds =
        shelf.available >= 0
            && shelf.onHand >= 0
            && shelf.held >= 0
            && shelf.committed >= 0
            && shelf.onHand == shelf.available + shelf.held + shelf.committed;
    findings.require(
        Promise.NEVER_OVERSELL,
        holds,
        place,
        () ->
            "%s: on hand %d, available %d, held %d, committed %d"
                .formatted(sku, shelf.onHand, shelf.available, shelf.held, shelf.committed));
  }
}
