package io.millrace.model.fact;

import io.millrace.model.OrderId;

/** A fact about one order. */
public sealed interface OrderFact extends ShopFact permits OrderPlaced, OrderChange {
  OrderId order();
}
