package io.millrace.app.audit;

import io.millrace.model.Actor;
import io.millrace.model.Charge;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.PricedLine;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopSettings;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The orders of one shop: none vanishes, each goes by the table, amounts add up. */
final class OrderBook {

  private final Findings findings;
  private final StockBook stock;
  private final BuyerBook buyers;
  private final Map<OrderId, AuditedOrder> orders = new HashMap<>();
  private final Set<String> references = new HashSet<>();
  private boolean hasArchived;

  OrderBook(Findings findings, StockBook stock, BuyerBook buyers) {
    this.findings = findings;
    this.stock = stock;
    this.buyers = buyers;
  }

  /** Whether there never was one. */
  boolean isEmpty() {
    return orders.isEmpty() && !hasArchived;
  }

  void placed(Place place, OrderPlaced placed) {
    AuditedOrder order = new AuditedOrder(placed, place.timeMillis());
    boolean isNew = orders.putIfAbsent(placed.order(), order) == null;
    rule(isNew, place, () -> "order %s is placed again".formatted(placed.order()));
    if (!isNew) {
      return;
    }
    checkAmounts(place, placed);
    if (placed.reference() != null) {
      rule(
          references.add(placed.reference()),
          place,
          () -> "order %s takes the reference of another".formatted(placed.order()));
    }
    stock.placed(place, placed.lines());
    buyers.placed(place, order);
  }

  private void checkAmounts(Place place, OrderPlaced placed) {
    rule(
        !placed.lines().isEmpty() && placed.lines().size() <= Limits.ORDER_LINES_MAX,
        place,
        () -> "order %s has %d lines".formatted(placed.order(), placed.lines().size()));
    long sum = 0;
    for (PricedLine line : placed.lines()) {
      rule(
          line.quantity() >= 1 && line.quantity() <= Limits.LINE_QUANTITY_MAX,
          place,
          () -> "order %s has a line of %d units".formatted(placed.order(), line.quantity()));
      rule(
          line.unitPrice() >= 0,
          place,
          () -> "order %s has a price below zero".formatted(placed.order()));
      sum += line.quantity() * line.unitPrice();
    }
    for (Charge charge : placed.charges()) {
      rule(
          charge.amount() >= 0 || charge.kind() == Charge.Kind.ADJUSTMENT,
          place,
          () -> "order %s has a %s below zero".formatted(placed.order(), charge.kind()));
      sum += charge.amount();
    }
    long parts = sum;
    rule(
        placed.total() == parts && parts >= 0,
        place,
        () ->
            "order %s has the total %d, but its parts add up to %d"
                .formatted(placed.order(), placed.total(), parts));
  }

  void changed(Place place, Actor actor, OrderChange change) {
    AuditedOrder order = orders.get(change.order());
    findings.require(
        Promise.NOTHING_LOST,
        order != null,
        place,
        () ->
            "%s of order %s, which was never placed"
                .formatted(change.getClass().getSimpleName(), change.order()));
    if (order == null) {
      return;
    }
    OrderStatus from = order.status;
    boolean legal = OrderTable.allows(change, from);
    rule(
        legal,
        place,
        () ->
            "%s leads order %s from %s to %s"
                .formatted(
                    change.getClass().getSimpleName(), change.order(), from, change.status()));
    int version = order.version;
    rule(
        change.version() == version + 1,
        place,
        () ->
            "order %s has version %d after %d"
                .formatted(change.order(), change.version(), version));
    follow(place, order, change);
    followTimes(place, actor, order, change);
    order.status = change.status();
    order.version = change.version();
    switch (change.status()) {
      case CANCELLED, EXPIRED, COMPLETED -> order.forgetGoods();
      case PENDING_PAYMENT, PAID, SHIPPED -> {
        // its goods are still to move
      }
    }
  }

  /** Only what nothing may happen to any more leaves, and then nothing happens to it. */
  void archived(Place place, OrdersArchived archived) {
    hasArchived = true;
    for (OrderId id : archived.orders()) {
      AuditedOrder order = orders.remove(id);
      findings.require(
          Promise.NOTHING_LOST,
          order != null,
          place,
          () -> "order %s is archived, which is not there".formatted(id));
      if (order != null) {
        rule(
            order.isFinal(place.timeMillis()),
            place,
            () -> "order %s is archived, and is %s".formatted(id, order.status));
        references.remove(order.reference);
      }
    }
  }

  private void follow(Place place, AuditedOrder order, OrderChange change) {
    switch (change) {
      case OrderMarkedPaid paid -> {
        rule(
            paid.amount() == order.total,
            place,
            () ->
                "order %s of %d is paid with %d"
                    .formatted(paid.order(), order.total, paid.amount()));
        stock.paid(place, order.lines);
      }
      case OrderCancelled _ -> {
        stock.returned(place, order.lines);
        buyers.returned(order);
      }
      case OrderExpired expired -> {
        findings.require(
            Promise.ON_TIME,
            place.timeMillis() >= order.deadlineMillis,
            place,
            () ->
                "order %s expired %d ms before its deadline"
                    .formatted(expired.order(), order.deadlineMillis - place.timeMillis()));
        stock.returned(place, order.lines);
        buyers.returned(order);
      }
      case OrderExtended extended -> {
        rule(
            extended.paymentDeadlineMillis() > place.timeMillis()
                && extended.paymentDeadlineMillis() - order.placedAtMillis
                    <= Limits.PAYMENT_TIMEOUT_MAX.toMillis(),
            place,
            () ->
                "order %s is given a deadline that has passed or is too far off"
                    .formatted(extended.order()));
        order.deadlineMillis = extended.paymentDeadlineMillis();
      }
      case OrderShipped shipped -> shipped(place, order, shipped);
      case ShipmentDelivered delivered -> {
        boolean known = delivered.shipment() >= 1 && delivered.shipment() <= order.shipments;
        rule(
            known && !order.delivered.get(delivered.shipment()),
            place,
            () ->
                "shipment %d of order %s is not under way"
                    .formatted(delivered.shipment(), delivered.order()));
        if (known) {
          order.delivered.set(delivered.shipment());
        }
      }
      case OrderStuck _, CompletionPostponed _, OrderCompleted _ -> {
        // about times only, and what the table has said
      }
    }
  }

  /** What happens to an order by itself happens in its time, and from the state it began in. */
  private void followTimes(Place place, Actor actor, AuditedOrder order, OrderChange change) {
    long nowMillis = place.timeMillis();
    switch (change) {
      case OrderMarkedPaid paid -> {
        order.stuckAtMillis = paid.stuckAtMillis();
        order.sinceMillis = nowMillis;
      }
      case OrderShipped shipped -> {
        if (shipped.status() == OrderStatus.SHIPPED) {
          order.stuckAtMillis = shipped.stuckAtMillis();
          order.completeAtMillis = shipped.completeAtMillis();
          order.sinceMillis = nowMillis;
        }
      }
      case ShipmentDelivered delivered -> {
        if (delivered.completeAtMillis() != 0) {
          order.stuckAtMillis = 0;
          order.completeAtMillis = delivered.completeAtMillis();
        }
      }
      case OrderStuck stuck -> {
        onTime(place, order.stuckAtMillis, () -> "order %s is stuck".formatted(stuck.order()));
        long sinceMillis = order.sinceMillis;
        rule(
            stuck.sinceMillis() == sinceMillis,
            place,
            () ->
                "order %s is stuck since %d, but has stood there since %d"
                    .formatted(stuck.order(), stuck.sinceMillis(), sinceMillis));
        order.stuckAtMillis = 0;
      }
      case CompletionPostponed postponed -> {
        rule(
            !order.isPostponed && postponed.completeAtMillis() > order.completeAtMillis,
            place,
            () -> "order %s is postponed again, or to no later time".formatted(postponed.order()));
        order.isPostponed = true;
        order.completeAtMillis = postponed.completeAtMillis();
      }
      case OrderCompleted completed -> {
        order.finalAtMillis =
            completed.finalAtMillis() == 0
                ? nowMillis + ShopSettings.REFUND_WINDOW_DEFAULT.toMillis()
                : completed.finalAtMillis();
        if (actor.equals(Actor.NODE)) {
          onTime(
              place,
              order.completeAtMillis,
              () -> "order %s completes by itself".formatted(completed.order()));
        }
      }
      case OrderCancelled _, OrderExpired _, OrderExtended _ -> {
        // about unpaid orders
      }
    }
  }

  /**
   * Whether something happens no sooner than it should.
   *
   * @param dueMillis 0 for never
   */
  private void onTime(Place place, long dueMillis, Supplier<String> what) {
    findings.require(
        Promise.ON_TIME,
        dueMillis != 0 && place.timeMillis() >= dueMillis,
        place,
        () -> what.get() + (dueMillis == 0 ? " with no such time set" : " too early"));
  }

  private void shipped(Place place, AuditedOrder order, OrderShipped shipped) {
    int shipments = order.shipments;
    rule(
        shipped.shipment() == shipments + 1,
        place,
        () ->
            "shipment %d of order %s follows %d"
                .formatted(shipped.shipment(), shipped.order(), shipments));
    order.shipments = shipped.shipment();
    for (ShippedLine line : shipped.lines()) {
      int index = line.line() - 1;
      boolean known = index >= 0 && index < order.lines.size() && line.quantity() >= 1;
      rule(
          known && order.shipped[index] + line.quantity() <= order.lines.get(index).quantity(),
          place,
          () ->
              "order %s ships %d of line %d, which is more than is left"
                  .formatted(shipped.order(), line.quantity(), line.line()));
      if (known) {
        order.shipped[index] += line.quantity();
        stock.shipped(place, order.lines.get(index).sku(), line.quantity());
      }
    }
    OrderStatus right = order.isShippedWhole() ? OrderStatus.SHIPPED : OrderStatus.PAID;
    rule(
        shipped.status() == right,
        place,
        () ->
            "order %s is said to be %s, but its lines say %s"
                .formatted(shipped.order(), shipped.status(), right));
  }

  private void rule(boolean holds, Place place, Supplier<String> sentence) {
    findings.require(Promise.RULES, holds, place, sentence);
  }
}
