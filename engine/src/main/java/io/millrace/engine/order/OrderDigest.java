package io.millrace.engine.order;

import io.millrace.engine.goods.Sku;
import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.PricedLine;
import io.millrace.model.ShippedLine;
import io.millrace.model.fact.OrderPlaced;

/** What orders add to the digest. A new order has one term: its other fields are at defaults. */
final class OrderDigest {
  private static final int FROZEN_FIELD = 1;
  private static final int AXES_FIELD = 2;
  private static final int UPDATED_FIELD = 3;
  private static final int CLOSING_FIELD = 4;
  private static final int EXTENDED_FIELD = 5;
  private static final int STUCK_FIELD = 6;
  private static final int UNSHIPPED_UNTIL_FIELD = 7;
  private static final int PAID_AT_FIELD = 8;
  private static final int UNCOMPLETED_UNTIL_FIELD = 9;
  private static final int COMPLETE_AT_FIELD = 10;
  private static final int FINAL_AT_FIELD = 11;
  private static final int SENT_FIELD = 1;
  private static final int DELIVERED_FIELD = 2;

  private OrderDigest() {}

  static long line(long hash, PricedLine line, Sku sku, long nameHash) {
    long folded = Mix.fold(hash, 1, sku.digestId());
    folded = Mix.fold(folded, 2, nameHash);
    folded = Mix.fold(folded, 3, line.unitPrice());
    return Mix.fold(folded, 4, (long) line.quantity() << 1 | (line.counted() ? 1 : 0));
  }

  static void addFrozen(
      Digest digest,
      Shop shop,
      OrderPlaced placed,
      long createdAtMillis,
      long buyerHash,
      long lines) {
    long hash = Mix.fold(lines, 5, buyerHash);
    hash = Mix.fold(hash, 6, placed.total());
    hash = Mix.fold(hash, 7, placed.paymentDeadlineMillis());
    hash = Mix.fold(hash, 8, createdAtMillis);
    hash = Mix.fold(hash, 9, shop.currencyHash());
    if (placed.reference() != null) {
      hash = Mix.fold(hash, 10, Mix.text(placed.reference()));
    }
    Fingerprint token = placed.submitToken();
    if (token != null) {
      hash = Mix.fold(hash, 11, Mix.mix(token.high(), token.low()));
    }
    for (int i = 0; i < placed.charges().size(); i++) {
      Charge charge = placed.charges().get(i);
      hash = Mix.fold(hash, 12, charge.kind().number());
      hash = Mix.fold(hash, 13, Mix.text(charge.label()));
      hash = Mix.fold(hash, 14, charge.amount());
    }
    for (int i = 0; i < placed.metadata().size(); i++) {
      Label label = placed.metadata().get(i);
      hash = Mix.fold(hash, 15, Mix.text(label.name()));
      hash = Mix.fold(hash, 16, Mix.text(label.value()));
    }
    digest.add(Kind.ORDER, placed.order().value(), FROZEN_FIELD, hash);
  }

  static void addMoving(Digest digest, Order order) {
    moving(digest, order, true);
  }

  static void removeMoving(Digest digest, Order order) {
    moving(digest, order, false);
  }

  private static void moving(Digest digest, Order order, boolean adding) {
    long id = order.id().value();
    change(digest, Kind.ORDER, id, AXES_FIELD, axes(order), adding);
    long age = order.updatedAtMillis() - order.createdAtMillis();
    change(digest, Kind.ORDER, id, UPDATED_FIELD, age, adding);
    change(digest, Kind.ORDER, id, EXTENDED_FIELD, order.extras().extendedDeadlineMillis, adding);
    change(
        digest,
        Kind.ORDER,
        id,
        UNSHIPPED_UNTIL_FIELD,
        order.slabs().timers.unshippedUntilMillis(order),
        adding);
    Extras.Stuck stuck = order.extras().stuck;
    if (stuck != null) {
      long hash = Mix.fold(stuck.sinceMillis(), 1, stuck.why().number());
      change(digest, Kind.ORDER, id, STUCK_FIELD, hash, adding);
    }
    Parcels parcels = order.parcels();
    if (parcels != null) {
      change(digest, Kind.ORDER, id, PAID_AT_FIELD, parcels.paidAtMillis, adding);
      change(digest, Kind.ORDER, id, UNCOMPLETED_UNTIL_FIELD, parcels.stuckAtMillis, adding);
      long completion = parcels.completeAtMillis << 1 | (parcels.isPostponed ? 1 : 0);
      change(digest, Kind.ORDER, id, COMPLETE_AT_FIELD, completion, adding);
    }
    Extras.Closing closing = order.extras().closing;
    if (closing != null) {
      String reason = closing.reason();
      long hash = Mix.fold(closing.atMillis(), 1, reason == null ? 0 : Mix.text(reason));
      change(digest, Kind.ORDER, id, CLOSING_FIELD, hash, adding);
      change(digest, Kind.ORDER, id, FINAL_AT_FIELD, closing.finalAtMillis(), adding);
    }
  }

  /** 0 for a new order. */
  private static long axes(Order order) {
    return (long) (order.version() - 1) << 24
        | (long) (order.course().number() - 1) << 16
        | (long) (order.payment().number() - 1) << 8
        | (order.fulfilment().number() - 1);
  }

  private static void change(
      Digest digest, Kind kind, long id, int field, long value, boolean adding) {
    if (adding) {
      digest.add(kind, id, field, value);
    } else {
      digest.remove(kind, id, field, value);
    }
  }

  static void addSent(Digest digest, Order order, Parcels.Parcel parcel) {
    long hash = Mix.fold(Mix.text(parcel.fact.carrier()), 1, parcel.shippedAtMillis);
    hash = Mix.fold(hash, 2, Mix.text(parcel.fact.trackingNumber()));
    for (ShippedLine line : parcel.fact.lines()) {
      hash = Mix.fold(hash, 3, line.line());
      hash = Mix.fold(hash, 4, line.quantity());
    }
    if (parcel.fact.reference() != null) {
      hash = Mix.fold(hash, 5, Mix.text(parcel.fact.reference()));
    }
    for (Label label : parcel.fact.metadata()) {
      hash = Mix.fold(hash, 6, Mix.text(label.name()));
      hash = Mix.fold(hash, 7, Mix.text(label.value()));
    }
    digest.add(Kind.SHIPMENT, shipmentId(order, parcel), SENT_FIELD, hash);
  }

  static void addDelivered(Digest digest, Order order, Parcels.Parcel parcel) {
    digest.add(Kind.SHIPMENT, shipmentId(order, parcel), DELIVERED_FIELD, parcel.deliveredAtMillis);
  }

  private static long shipmentId(Order order, Parcels.Parcel parcel) {
    return Mix.mix(order.id().value(), parcel.fact.shipment());
  }

  /** All of an order's terms, from nothing but the order. */
  static void addAll(Digest fresh, Order order) {
    OrderPlaced placed = order.placed();
    long lines = 0;
    for (int i = 0; i < placed.lines().size(); i++) {
      PricedLine line = placed.lines().get(i);
      lines = line(lines, line, order.sku(i), Mix.text(line.name()));
    }
    long buyerHash = Mix.text(placed.buyer().value());
    addFrozen(fresh, order.shop(), placed, order.createdAtMillis(), buyerHash, lines);
    addMoving(fresh, order);
    Parcels parcels = order.parcels();
    if (parcels != null) {
      for (int n = 1; n <= parcels.count(); n++) {
        addSent(fresh, order, parcels.get(n));
        addDelivered(fresh, order, parcels.get(n));
      }
    }
  }
}
