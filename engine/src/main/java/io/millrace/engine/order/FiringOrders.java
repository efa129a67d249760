package io.millrace.engine.order;

import io.millrace.engine.axis.Event;
import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.model.OrderId;
import io.millrace.model.Recorded;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderStuck;

/** Decides what a timer of an order does; changes nothing. */
public final class FiringOrders {
  private final Orders orders;

  public FiringOrders(Orders orders) {
    this.orders = orders;
  }

  /** Whoever pays takes the timer off, so an order whose timer fires is not paid. */
  public Recorded unpaid(long id) {
    Order order = require(id);
    return order
        .shop()
        .recordByNode(
            new OrderExpired(
                order.id(), Changing.statusAfter(order, Event.EXPIRED), order.version() + 1));
  }

  /** Whatever ends its state takes the timer off, so it still stands where it stood. */
  public Recorded stuck(long id) {
    Order order = require(id);
    return order
        .shop()
        .recordByNode(
            new OrderStuck(
                order.id(),
                order.stuckWhy(),
                order.standsSinceMillis(),
                order.status(),
                order.version() + 1));
  }

  public Recorded complete(long id, long nowMillis) {
    Order order = require(id);
    return order.shop().recordByNode(Changing.completion(order, nowMillis));
  }

  private Order require(long id) {
    Order order = orders.slabs().find(new OrderId(id));
    if (order == null) {
      throw new BrokenInvariant("a timer of an order that does not exist");
    }
    return order;
  }
}
