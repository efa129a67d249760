package io.millrace.model.wire;

import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.PricedLine;
import io.millrace.model.ShippedLine;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderFact;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.model.wire.facts.ChargeKind;
import io.millrace.model.wire.facts.OrderStatus;
import io.millrace.model.wire.facts.Record;
import io.millrace.model.wire.facts.StuckWhy;

/** The part of {@link ProtobufTwin} that is about orders. */
final class OrderTwin {

  private OrderTwin() {}

  static void put(Record.Builder out, OrderFact fact) {
    switch (fact) {
      case OrderPlaced placed -> placed(out, placed);
      case OrderMarkedPaid paid ->
          out.getOrderMarkedPaidBuilder()
              .setOrder(paid.order().value())
              .setStatus(status(paid))
              .setVersion(paid.version())
              .setAmount(paid.amount())
              .setReference(paid.reference())
              .setPaidAtMillis(paid.paidAtMillis())
              .setStuckAtMillis(paid.stuckAtMillis());
      case OrderCancelled cancelled -> {
        var message =
            out.getOrderCancelledBuilder()
                .setOrder(cancelled.order().value())
                .setStatus(status(cancelled))
                .setVersion(cancelled.version());
        if (cancelled.reason() != null) {
          message.setReason(cancelled.reason());
        }
      }
      case OrderExpired expired ->
          out.getOrderExpiredBuilder()
              .setOrder(expired.order().value())
              .setStatus(status(expired))
              .setVersion(expired.version());
      case OrderExtended extended ->
          out.getOrderExtendedBuilder()
              .setOrder(extended.order().value())
              .setStatus(status(extended))
              .setVersion(extended.version())
              .setPaymentDeadlineMillis(extended.paymentDeadlineMillis());
      case OrderStuck stuck ->
          out.getOrderStuckBuilder()
              .setOrder(stuck.order().value())
              .setStatus(status(stuck))
              .setVersion(stuck.version())
              .setWhy(StuckWhy.valueOf(stuck.why().name()))
              .setSinceMillis(stuck.sinceMillis());
      case CompletionPostponed postponed ->
          out.getCompletionPostponedBuilder()
              .setOrder(postponed.order().value())
              .setStatus(status(postponed))
              .setVersion(postponed.version())
              .setCompleteAtMillis(postponed.completeAtMillis());
      case OrderShipped shipped -> {
        var message =
            out.getOrderShippedBuilder()
                .setOrder(shipped.order().value())
                .setStatus(status(shipped))
                .setVersion(shipped.version())
                .setShipment(shipped.shipment())
                .setCarrier(shipped.carrier())
                .setTrackingNumber(shipped.trackingNumber())
                .setStuckAtMillis(shipped.stuckAtMillis())
                .setCompleteAtMillis(shipped.completeAtMillis());
        if (shipped.reference() != null) {
          message.setReference(shipped.reference());
        }
        for (Label label : shipped.metadata()) {
          message.addMetadataBuilder().setName(label.name()).setValue(label.value());
        }
        for (ShippedLine line : shipped.lines()) {
          message.addLinesBuilder().setLine(line.line()).setQuantity(line.quantity());
        }
      }
      case ShipmentDelivered delivered ->
          out.getShipmentDeliveredBuilder()
              .setOrder(delivered.order().value())
              .setStatus(status(delivered))
              .setVersion(delivered.version())
              .setShipment(delivered.shipment())
              .setDeliveredAtMillis(delivered.deliveredAtMillis())
              .setCompleteAtMillis(delivered.completeAtMillis());
      case OrderCompleted completed ->
          out.getOrderCompletedBuilder()
              .setOrder(completed.order().value())
              .setStatus(status(completed))
              .setVersion(completed.version())
              .setFinalAtMillis(completed.finalAtMillis());
    }
  }

  private static void placed(Record.Builder out, OrderPlaced placed) {
    var message =
        out.getOrderPlacedBuilder()
            .setOrder(placed.order().value())
            .setBuyer(placed.buyer().value())
            .setCurrency(placed.currency().getCurrencyCode())
            .setTotal(placed.total())
            .setPaymentDeadlineMillis(placed.paymentDeadlineMillis());
    for (PricedLine line : placed.lines()) {
      message
          .addLinesBuilder()
          .setSku(line.sku().value())
          .setName(line.name())
          .setQuantity(line.quantity())
          .setUnitPrice(line.unitPrice())
          .setCounted(line.counted());
    }
    for (Charge charge : placed.charges()) {
      message
          .addChargesBuilder()
          .setKind(ChargeKind.valueOf(charge.kind().name()))
          .setLabel(charge.label())
          .setAmount(charge.amount());
    }
    if (placed.reference() != null) {
      message.setReference(placed.reference());
    }
    for (Label label : placed.metadata()) {
      message.addMetadataBuilder().setName(label.name()).setValue(label.value());
    }
    Fingerprint token = placed.submitToken();
    if (token != null) {
      message.setSubmitTokenHigh(token.high()).setSubmitTokenLow(token.low());
    }
  }

  private static OrderStatus status(OrderChange change) {
    return OrderStatus.valueOf(change.status().name());
  }
}
