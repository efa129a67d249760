package io.millrace.edge.idempotency;

import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.Money;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.Stays;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.Change;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.command.WebhookChange;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprint of a command as it was understood, not as it was written: order of fields,
 * spacing and written-out defaults are gone by now.
 *
 * <p>A remembered fingerprint outlives a release. So no number or order here may change; a field
 * that is added later is written only when it is there, after all that are here.
 */
final class CanonicalChange {
  private CanonicalChange() {}

  static Fingerprint fingerprint(Change change) {
    Canon canon = new Canon();
    switch (change) {
      case PlaceOrder c -> placeOrder(canon.number(1), c);
      case MarkPaid c ->
          money(canon.number(2).number(c.order().value()), c.amount())
              .text(c.reference())
              .numberIfAny(c.paidAtMillis());
      case CancelOrder c -> canon.number(3).number(c.order().value()).textIfAny(c.reason());
      case ShipOrder c -> ship(canon.number(4), c);
      case DeliverShipment c ->
          canon
              .number(5)
              .number(c.order().value())
              .number(c.shipment())
              .number(c.deliveredAtMillis());
      case CompleteOrder c -> canon.number(6).number(c.order().value());
      case MoveStock c ->
          canon
              .number(7)
              .text(c.sku().value())
              .number(c.quantity())
              .number(c.cause().number())
              .textIfAny(c.reference());
      case DefineSkus c -> canon.number(8).list(c.items(), CanonicalChange::batchItem);
      case DefineSku c -> defineSku(canon.number(9), c);
      case DefineShop c -> {
        canon
            .number(10)
            .text(c.settings().name())
            .text(c.settings().currency().getCurrencyCode())
            .text(c.settings().timezone().getId())
            .duration(c.settings().paymentTimeout())
            .list(c.settings().allowedOrigins(), Canon::text);
        stays(canon, c.settings().stays());
        if (!c.settings().refundWindow().equals(ShopSettings.REFUND_WINDOW_DEFAULT)) {
          canon.duration(c.settings().refundWindow());
        }
      }
      case IssueMerchantKey c -> canon.number(11).text(c.id()).text(c.hash().toHex());
      case RevokeMerchantKey c -> canon.number(12).text(c.id());
      case IssueBuyerSecret c -> canon.number(13).text(c.kid()).text(c.sealed().toHex());
      case ExtendOrder c -> canon.number(14).number(c.order().value()).number(c.untilMillis());
      case PostponeCompletion c ->
          canon.number(15).number(c.order().value()).number(c.untilMillis());
      case DefineQueue _, ScheduleTask _, CancelTask _, LeaseTasks _, AckTask _, NackTask _ ->
          throw unkeyed(change);
      case ExtendLease _, ReviveTask _, ReviveAll _, DeleteDead _ -> throw unkeyed(change);
      case RotateQueueSecret _ -> throw unkeyed(change);
      case ArchiveOrders _, WebhookChange _ -> throw unkeyed(change);
    }
    return canon.fingerprint();
  }

  /** Tasks go by names and leases that make a repeat harmless, so their routes take no key. */
  private static IllegalArgumentException unkeyed(Change change) {
    return new IllegalArgumentException("no key goes with " + change.getClass().getSimpleName());
  }

  private static void placeOrder(Canon canon, PlaceOrder c) {
    canon.text(c.buyer().value()).list(c.lines(), CanonicalChange::wantedLine);
    moneyIfAny(canon, c.expectedTotal());
    token(canon, c.submitToken());
    canon
        .list(c.charges(), CanonicalChange::charge)
        .textIfAny(c.reference())
        .list(c.metadata(), CanonicalChange::label);
    if (c.paymentTimeout() != null) {
      canon.duration(c.paymentTimeout());
    }
  }

  private static void stays(Canon canon, Stays stays) {
    if (!stays.equals(Stays.DEFAULT)) {
      canon
          .duration(stays.unshipped())
          .duration(stays.uncompleted())
          .duration(stays.completeAfterShipping())
          .duration(stays.completeAfterDelivery());
    }
  }

  private static void wantedLine(Canon canon, WantedLine line) {
    canon.text(line.sku().value()).number(line.quantity());
  }

  private static void ship(Canon canon, ShipOrder c) {
    canon
        .number(c.order().value())
        .list(c.lines(), CanonicalChange::shippedLine)
        .text(c.carrier())
        .text(c.trackingNumber());
    if (c.reference() != null || !c.metadata().isEmpty()) {
      canon.textIfAny(c.reference()).list(c.metadata(), CanonicalChange::label);
    }
  }

  private static void shippedLine(Canon canon, ShippedLine line) {
    canon.number(line.line()).number(line.quantity());
  }

  private static void charge(Canon canon, Charge charge) {
    canon.number(charge.kind().number()).text(charge.label()).number(charge.amount());
  }

  private static void label(Canon canon, Label label) {
    canon.text(label.name()).text(label.value());
  }

  /** A token is what its id says: the node signed no two with one id. */
  private static void token(Canon canon, @Nullable SubmitToken token) {
    canon.flag(token != null);
    if (token != null) {
      canon.number(token.id().high()).number(token.id().low());
    }
  }

  /** An id is never of a negative length, so no SKU looks like an item that could not be read. */
  private static void batchItem(Canon canon, DefineSkus.Item item) {
    switch (item) {
      case DefineSku c -> defineSku(canon, c);
      case DefineSkus.Unread c -> canon.number(-1).text(c.text());
    }
  }

  private static void defineSku(Canon canon, DefineSku c) {
    SkuDescription description = c.description();
    canon
        .text(c.sku().value())
        .text(description.name())
        .number(description.price())
        .textIfAny(description.description())
        .textIfAny(description.imageUrl());
    perBuyerLimit(canon, description.perBuyerLimit());
    canon.flag(description.onSale());
  }

  private static void perBuyerLimit(Canon canon, @Nullable PerBuyerLimit limit) {
    canon.flag(limit != null);
    if (limit != null) {
      canon.number(limit.quantity()).flag(limit.period() != null);
      if (limit.period() != null) {
        canon.duration(limit.period());
      }
    }
  }

  private static void moneyIfAny(Canon canon, @Nullable Money money) {
    canon.flag(money != null);
    if (money != null) {
      money(canon, money);
    }
  }

  private static Canon money(Canon canon, Money money) {
    return canon.number(money.amount()).text(money.currency().getCurrencyCode());
  }
}
