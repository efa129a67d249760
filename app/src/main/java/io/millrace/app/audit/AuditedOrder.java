package io.millrace.app.audit;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderStatus;
import io.millrace.model.PricedLine;
import java.util.BitSet;
import java.util.List;

/** What the audit remembers of an order. */
final class AuditedOrder {
  final BuyerId buyer;
  final long total;
  final long placedAtMillis;
  OrderStatus status = OrderStatus.PENDING_PAYMENT;
  int version = 1;
  List<PricedLine> lines;
  int[] shipped;
  int shipments;
  final BitSet delivered = new BitSet();

  AuditedOrder(BuyerId buyer, List<PricedLine> lines, long total, long placedAtMillis) {
    this.buyer = buyer;
    this.lines = lines;
    this.shipped = new int[lines.size()];
    this.total = total;
    this.placedAtMillis = placedAtMillis;
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
