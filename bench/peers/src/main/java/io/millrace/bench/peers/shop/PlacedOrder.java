package io.millrace.bench.peers.shop;

/**
 * An order as it is told.
 *
 * @param replayed the key had placed it before
 */
public record PlacedOrder(long id, String buyer, WantedOrder order, boolean replayed) {

  /** The body of the answer. */
  public record Body(
      String id, String buyer, String status, String sku, int quantity, OrderBody.Money total) {}

  public Body body() {
    return new Body(
        Long.toString(id),
        buyer,
        "PENDING_PAYMENT",
        order.sku(),
        order.quantity(),
        new OrderBody.Money(order.total(), Prices.CURRENCY));
  }
}
