package io.millrace.app.audit;

import static io.millrace.model.OrderStatus.CANCELLED;
import static io.millrace.model.OrderStatus.COMPLETED;
import static io.millrace.model.OrderStatus.EXPIRED;
import static io.millrace.model.OrderStatus.PAID;
import static io.millrace.model.OrderStatus.PENDING_PAYMENT;
import static io.millrace.model.OrderStatus.SHIPPED;

import io.millrace.model.OrderStatus;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.ShipmentDelivered;
import java.util.List;

/** The audit's own table of how an order may change. The engine has another; they must agree. */
final class OrderTable {

  private record Row(Class<? extends OrderChange> fact, OrderStatus from, OrderStatus to) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(OrderMarkedPaid.class, PENDING_PAYMENT, PAID),
          new Row(OrderCancelled.class, PENDING_PAYMENT, CANCELLED),
          new Row(OrderExpired.class, PENDING_PAYMENT, EXPIRED),
          new Row(OrderExtended.class, PENDING_PAYMENT, PENDING_PAYMENT),
          new Row(OrderShipped.class, PAID, PAID),
          new Row(OrderShipped.class, PAID, SHIPPED),
          new Row(ShipmentDelivered.class, PAID, PAID),
          new Row(ShipmentDelivered.class, SHIPPED, SHIPPED),
          new Row(ShipmentDelivered.class, COMPLETED, COMPLETED),
          new Row(OrderStuck.class, PAID, PAID),
          new Row(OrderStuck.class, SHIPPED, SHIPPED),
          new Row(CompletionPostponed.class, SHIPPED, SHIPPED),
          new Row(OrderCompleted.class, SHIPPED, COMPLETED));

  private OrderTable() {}

  static boolean allows(OrderChange change, OrderStatus from) {
    return ROWS.contains(new Row(change.getClass(), from, change.status()));
  }
}
