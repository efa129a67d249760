package io.millrace.model.fact;

import io.millrace.model.OrderStatus;

/** A change of an order after it was placed, with what a receipt of it says. */
public sealed interface OrderChange extends OrderFact
    permits OrderMarkedPaid,
        OrderCancelled,
        OrderExpired,
        OrderExtended,
        OrderStuck,
        OrderShipped,
        ShipmentDelivered,
        CompletionPostponed,
        OrderCompleted {

  /** The order's status after this fact. */
  OrderStatus status();

  /** The order's version after this fact; placing is version 1. */
  int version();
}
