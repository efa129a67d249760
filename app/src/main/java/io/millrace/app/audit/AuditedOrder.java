package io.millrace.app.audit;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderStatus;
import io.millrace.model.PricedLine;
import io.millrace.model.fact.OrderPlaced;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the audit remembers of an order. */
final class AuditedOrder {
  final BuyerId buyer;
  final long total;
  final long placedAtMillis;
  final @Nullable String reference;

  /** By when it must be paid. */
  long deadlineMillis;

  /** When it is stuck if it still stands where it stands; 0 for never. */
  long stuckAtMillis;

  /** When it came there. */
  long sinceMillis;

  /** When it completes by itself; 0 for never. */
  long completeAtMillis;

  boolean isPostponed;

  /** Of a completed order: from then on nothing may happen to it. */
  long finalAtMillis;

  OrderStatus status = OrderStatus.PENDING_PAYMENT;
  int version = 1;
  List<PricedLine> lines;
  int[] shipped;
  int shipments;
  final BitSet delivered = new BitSet();

  AuditedOrder(OrderPlaced placed, long placedAtMillis) {
    this.buyer = placed.buyer();
    this.lines = placed.lines();
    this.shipped = new int[lines.size()];
    this.total = placed.total();
    this.placedAtMillis = placedAtMillis;
    this.reference = placed.reference();
    this.deadlineMillis = placed.paymentDeadlineMillis();
  }

  boolean isFinal(long nowMillis) {
    return switch (status) {
      case PENDING_PAYMENT, PAID, SHIPPED -> false;
      case CANCELLED, EXPIRED -> true;
      case COMPLETED -> nowMillis >= finalAtMillis;
    };
  }

  boolean isShippedWhole() {
    for (int i = 0; i < shipped.length; i++) {
      if (shipped[i] != lines.get(i).quantity()) {
        return false;
      }
    }
    return true;
  }

  /** Nothing about goods can follow any more: an audit's memory goes with open orders. */
  void forgetGoods() {
    lines = List.of();
    shipped = new int[0];
  }
}
