package io.millrace.proof.audit;

import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.OrderId;
import io.millrace.model.Payment;
import io.millrace.model.PricedLine;
import io.millrace.model.ShippedLine;
import io.millrace.model.answer.StuckView;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShipmentDelivered;

/** Takes down what facts say of orders, and moves the units that they hold. */
final class OrderBook {
  private final ShopState shop;

  OrderBook(ShopState shop) {
    this.shop = shop;
  }

  void place(OrderPlaced placed, long atMillis) {
    Purchase order = new Purchase(placed, atMillis);
    if (shop.orders.put(placed.order(), order) != null) {
      throw wrong("order " + placed.order() + " was placed twice");
    }
    if (placed.reference() != null) {
      shop.references.put(placed.reference(), placed.order());
    }
    if (placed.submitToken() != null) {
      shop.spentTokens.put(placed.submitToken(), order);
    }
    for (PricedLine line : placed.lines()) {
      Sku sku = skuOf(line);
      sku.stock.hold(line.quantity());
      if (line.counted()) {
        sku.buy(placed.buyer(), placed.order(), line.quantity(), atMillis);
      }
    }
    setTimer(order);
  }

  void change(OrderChange change, long atMillis) {
    Purchase order = require(change.order(), change);
    switch (change) {
      case OrderMarkedPaid paid -> pay(order, paid, atMillis);
      case OrderCancelled cancelled -> {
        close(order, Course.CANCELLED, atMillis);
        order.closeReason = cancelled.reason();
        release(order, change);
      }
      case OrderExpired _ -> {
        close(order, Course.EXPIRED, atMillis);
        release(order, change);
      }
      case OrderExtended extended -> {
        requireUnpaid(order, change);
        order.deadlineMillis = extended.paymentDeadlineMillis();
      }
      case OrderShipped shipped -> ship(order, shipped, atMillis);
      case ShipmentDelivered delivered -> deliver(order, delivered);
      case OrderStuck stuck -> {
        order.stuck = new StuckView(stuck.why(), stuck.sinceMillis());
        order.stuckAtMillis = 0;
      }
      case CompletionPostponed postponed -> {
        order.completeAtMillis = postponed.completeAtMillis();
        order.isPostponed = true;
      }
      case OrderCompleted completed -> {
        order.finalAtMillis = completed.finalAtMillis();
        close(order, Course.COMPLETED, atMillis);
        order.stuck = null;
        order.stuckAtMillis = 0;
        order.completeAtMillis = 0;
        order.isPostponed = false;
      }
    }
    order.version++;
    order.updatedAtMillis = atMillis;
    if (change.version() != order.version || change.status() != order.status()) {
      throw wrong(
          "%s, but that makes it %s in version %d"
              .formatted(change, order.status(), order.version));
    }
    setTimer(order);
  }

  /** Only what nothing may happen to any more may leave. */
  void archive(OrdersArchived archived, long atMillis) {
    for (OrderId id : archived.orders()) {
      Purchase order = shop.orders.get(id);
      boolean isFinal =
          order != null
              && order.course != Course.OPEN
              && (order.course != Course.COMPLETED || atMillis >= order.finalAtMillis);
      if (order == null || !isFinal) {
        throw wrong(archived + ", but order " + id + " is not final");
      }
      if (order.placed.reference() != null) {
        shop.references.remove(order.placed.reference(), id);
      }
    }
  }

  private void setTimer(Purchase order) {
    shop.timers.set(order.placed.order().value(), order.nextMillis());
  }

  private void pay(Purchase order, OrderMarkedPaid paid, long atMillis) {
    requireUnpaid(order, paid);
    order.payment = Payment.PAID;
    order.paidAtMillis = atMillis;
    order.stuckAtMillis = paid.stuckAtMillis();
    for (PricedLine line : order.placed.lines()) {
      skuOf(line).stock.commit(line.quantity());
    }
  }

  /** What an order that was never paid has kept from others returns: units, and the buyer's own. */
  private void release(Purchase order, OrderChange change) {
    if (order.payment != Payment.UNPAID) {
      throw wrong(change + ", but the order is paid");
    }
    for (PricedLine line : order.placed.lines()) {
      Sku sku = skuOf(line);
      sku.stock.release(line.quantity());
      sku.takeBack(order.placed.buyer(), order.placed.order());
    }
  }

  private void ship(Purchase order, OrderShipped shipped, long atMillis) {
    boolean isRest = order.isRest(shipped.lines());
    order.parcels.add(new Purchase.Parcel(shipped, atMillis));
    for (ShippedLine line : shipped.lines()) {
      order.sent[line.line() - 1] += line.quantity();
      skuOf(order.line(line.line())).stock.ship(line.quantity());
    }
    order.fulfilment = isRest ? Fulfilment.SHIPPED : Fulfilment.PARTIAL;
    if (isRest) {
      order.stuck = null;
      order.stuckAtMillis = shipped.stuckAtMillis();
      order.completeAtMillis = shipped.completeAtMillis();
    }
  }

  private static void deliver(Purchase order, ShipmentDelivered delivered) {
    Purchase.Parcel parcel = order.parcels.get(delivered.shipment() - 1);
    parcel.deliveredAtMillis = delivered.deliveredAtMillis();
    for (ShippedLine line : parcel.fact.lines()) {
      order.arrived[line.line() - 1] += line.quantity();
    }
    if (order.fulfilment == Fulfilment.SHIPPED && order.underWay() == 0) {
      order.fulfilment = Fulfilment.DELIVERED;
    }
    if (delivered.completeAtMillis() != 0) {
      order.stuck = null;
      order.stuckAtMillis = 0;
      order.completeAtMillis = delivered.completeAtMillis();
    }
  }

  private static void close(Purchase order, Course course, long atMillis) {
    if (order.course != Course.OPEN) {
      throw wrong(
          "order %s is %s and becomes %s".formatted(order.placed.order(), order.course, course));
    }
    order.course = course;
    order.closedAtMillis = atMillis;
  }

  private static void requireUnpaid(Purchase order, OrderChange change) {
    if (!order.isUnpaid()) {
      throw wrong(change + ", but the order is " + order.status());
    }
  }

  private Purchase require(OrderId id, OrderChange change) {
    Purchase order = shop.orders.get(id);
    if (order == null) {
      throw wrong(change + ", but there is no such order");
    }
    return order;
  }

  private Sku skuOf(PricedLine line) {
    Sku sku = shop.skus.get(line.sku());
    if (sku == null) {
      throw wrong("an order of " + line.sku() + ", which was never defined");
    }
    return sku;
  }

  private static BrokenPromise wrong(String what) {
    return new BrokenPromise(Promise.AS_THE_RULES_SAY, what);
  }
}
