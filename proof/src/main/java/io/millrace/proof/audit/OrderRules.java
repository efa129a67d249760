package io.millrace.proof.audit;

import io.millrace.model.Actor;
import io.millrace.model.Charge;
import io.millrace.model.Fulfilment;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Precondition;
import io.millrace.model.PricedLine;
import io.millrace.model.Request;
import io.millrace.model.ShippedLine;
import io.millrace.model.SkuId;
import io.millrace.model.Stays;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.Receipt;
import io.millrace.model.answer.ShippedView;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.refusal.AmountMismatch;
import io.millrace.model.refusal.BuyerLimitReached;
import io.millrace.model.refusal.DeadlineTooFar;
import io.millrace.model.refusal.DeadlineTooSoon;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.OrderStateRefused;
import io.millrace.model.refusal.OrderUnknown;
import io.millrace.model.refusal.PostponedBefore;
import io.millrace.model.refusal.PriceChanged;
import io.millrace.model.refusal.ReferenceTaken;
import io.millrace.model.refusal.ShipmentExceedsOrder;
import io.millrace.model.refusal.ShipmentUnknown;
import io.millrace.model.refusal.SkuUnknown;
import io.millrace.model.refusal.SkuWithdrawn;
import io.millrace.model.refusal.SoldOut;
import io.millrace.model.refusal.TokenExpired;
import io.millrace.model.refusal.TokenUsed;
import io.millrace.model.refusal.VersionMismatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What must become of requests about orders. Checks come in the order in which they are promised.
 */
final class OrderRules {
  /** Of an order that does not come to be: nobody compares it. */
  private static final OrderId NONE = new OrderId(1);

  private final ShopState shop;

  OrderRules(ShopState shop) {
    this.shop = shop;
  }

  /**
   * What placing an order comes to.
   *
   * @param told what the buyer was told: after a day the node may have forgotten a spent token
   */
  Expected place(
      PlaceOrder place, long nowMillis, @Nullable ShopFact happened, @Nullable Outcome told) {
    SubmitToken token = place.submitToken();
    Purchase spent = token == null ? null : shop.spentTokens.get(token.id());
    boolean saysItKnows =
        told instanceof Outcome.Replayed
            || (told instanceof Outcome.Refused no && no.refusal() instanceof TokenUsed);
    if (spent != null && (saysItKnows || Keys.mustBeKnown(spent.placedAtMillis, nowMillis))) {
      boolean isSame = spent.isFor(place.lines()) && spent.placed.buyer().equals(place.buyer());
      return isSame
          ? new Expected.Again(new OrderPlacedView(spent.placed, spent.placedAtMillis))
          : new Expected.No(new TokenUsed(spent.placed.order()));
    }
    if (token != null && !isFor(token, place.lines())) {
      return new Expected.No(new Invalid("submitToken", "is for other lines"));
    }
    OrderId taken = place.reference() == null ? null : shop.references.get(place.reference());
    if (place.reference() != null && taken != null) {
      return new Expected.No(new ReferenceTaken(place.reference(), taken));
    }
    for (WantedLine line : place.lines()) {
      if (!shop.skus.containsKey(line.sku())) {
        return new Expected.No(new SkuUnknown(line.sku(), true));
      }
    }
    for (WantedLine line : place.lines()) {
      if (!sku(line.sku()).description().onSale()) {
        return new Expected.No(new SkuWithdrawn(line.sku()));
      }
    }
    for (WantedLine line : place.lines()) {
      long available = sku(line.sku()).stock.available();
      if (unitsOf(line.sku(), place.lines()) > available) {
        return new Expected.No(new SoldOut(line.sku(), available));
      }
    }
    for (WantedLine line : place.lines()) {
      PerBuyerLimit limit = sku(line.sku()).description().perBuyerLimit();
      long counted = limit == null ? 0 : sku(line.sku()).counted(place.buyer(), limit, nowMillis);
      if (limit != null && counted + unitsOf(line.sku(), place.lines()) > limit.quantity()) {
        return new Expected.No(new BuyerLimitReached(line.sku(), limit.quantity(), counted));
      }
    }
    return token != null && token.expiresAtMillis() <= nowMillis
        ? new Expected.No(new TokenExpired(token.expiresAtMillis()))
        : price(place, nowMillis, happened);
  }

  private static boolean isFor(SubmitToken token, List<WantedLine> lines) {
    List<WantedLine> shown = new ArrayList<>();
    token.lines().forEach(line -> shown.add(new WantedLine(line.sku(), line.quantity())));
    return lines.stream().allMatch(line -> unitsOf(line.sku(), shown) == unitsOf(line.sku(), lines))
        && shown.stream()
            .allMatch(line -> unitsOf(line.sku(), shown) == unitsOf(line.sku(), lines));
  }

  /** A token guards the price of each unit; the charges come after it. */
  private boolean isChanged(SubmitToken token) {
    return token.lines().stream()
        .anyMatch(line -> sku(line.sku()).description().price() != line.unitPrice());
  }

  private Expected price(PlaceOrder place, long nowMillis, @Nullable ShopFact happened) {
    List<PricedLine> lines = new ArrayList<>();
    long total = 0;
    for (WantedLine line : place.lines()) {
      Sku sku = sku(line.sku());
      long price = sku.description().price();
      boolean isCounted = sku.description().perBuyerLimit() != null;
      lines.add(
          new PricedLine(line.sku(), sku.description().name(), line.quantity(), price, isCounted));
      total += price * line.quantity();
    }
    for (Charge charge : place.charges()) {
      total += charge.amount();
    }
    Money actual = new Money(total, shop.settings().currency());
    SubmitToken token = place.submitToken();
    boolean isOther = place.expectedTotal() != null && !place.expectedTotal().equals(actual);
    if (isOther || (token != null && isChanged(token))) {
      return new Expected.No(new PriceChanged(actual));
    }
    long timeoutMillis =
        (place.paymentTimeout() == null ? shop.settings().paymentTimeout() : place.paymentTimeout())
            .toMillis();
    OrderPlaced placed =
        new OrderPlaced(
            happened instanceof OrderPlaced logged ? logged.order() : NONE,
            place.buyer(),
            lines,
            place.charges(),
            actual.currency(),
            total,
            nowMillis + timeoutMillis,
            place.reference(),
            place.metadata(),
            token == null ? null : token.id());
    return new Expected.Change(placed, new OrderPlacedView(placed, nowMillis));
  }

  private Sku sku(SkuId id) {
    Sku sku = shop.skus.get(id);
    if (sku == null) {
      throw new IllegalStateException("asked for before it was looked for");
    }
    return sku;
  }

  /** The same SKU on two lines counts as their sum. */
  private static long unitsOf(SkuId sku, List<WantedLine> lines) {
    long units = 0;
    for (WantedLine line : lines) {
      units += line.sku().equals(sku) ? line.quantity() : 0;
    }
    return units;
  }

  Expected pay(Request request, MarkPaid pay, long nowMillis) {
    return change(
        request,
        pay.order(),
        "mark-paid",
        order -> {
          Money total = new Money(order.placed.total(), shop.settings().currency());
          if (!pay.amount().equals(total)) {
            return new Expected.No(new AmountMismatch(total));
          }
          return receipt(
              new OrderMarkedPaid(
                  pay.order(),
                  total.amount(),
                  pay.reference(),
                  pay.paidAtMillis() == null ? nowMillis : pay.paidAtMillis(),
                  nowMillis + stays().unshipped().toMillis(),
                  OrderStatus.PAID,
                  order.version + 1),
              nowMillis);
        });
  }

  Expected cancel(Request request, CancelOrder cancel, long nowMillis) {
    return change(
        request,
        cancel.order(),
        "cancel",
        order ->
            receipt(
                new OrderCancelled(
                    cancel.order(), cancel.reason(), OrderStatus.CANCELLED, order.version + 1),
                nowMillis));
  }

  Expected extend(Request request, ExtendOrder extend, long nowMillis) {
    return change(
        request,
        extend.order(),
        "extend",
        order -> {
          long latestMillis = order.placedAtMillis + Limits.PAYMENT_TIMEOUT_MAX.toMillis();
          if (extend.untilMillis() <= nowMillis) {
            return new Expected.No(new DeadlineTooSoon(nowMillis));
          }
          if (extend.untilMillis() > latestMillis) {
            return new Expected.No(new DeadlineTooFar(latestMillis));
          }
          return receipt(
              new OrderExtended(
                  extend.order(),
                  extend.untilMillis(),
                  OrderStatus.PENDING_PAYMENT,
                  order.version + 1),
              nowMillis);
        });
  }

  Expected ship(Request request, ShipOrder ship, long nowMillis) {
    return change(request, ship.order(), "ship", order -> ship(order, ship, nowMillis));
  }

  private Expected ship(Purchase order, ShipOrder ship, long nowMillis) {
    for (ShippedLine line : ship.lines()) {
      int left = order.left(line.line() - 1);
      if (line.quantity() > left) {
        return new Expected.No(new ShipmentExceedsOrder(line.line(), line.quantity(), left));
      }
    }
    List<ShippedLine> lines = ship.lines().isEmpty() ? order.rest() : ship.lines();
    boolean isRest = order.isRest(lines);
    OrderShipped shipped =
        new OrderShipped(
            ship.order(),
            order.parcels.size() + 1,
            lines,
            ship.carrier(),
            ship.trackingNumber(),
            isRest ? nowMillis + stays().uncompleted().toMillis() : 0,
            isRest ? nowMillis + stays().completeAfterShipping().toMillis() : 0,
            ship.reference(),
            ship.metadata(),
            isRest ? OrderStatus.SHIPPED : OrderStatus.PAID,
            order.version + 1);
    return new Expected.Change(shipped, new ShippedView(shipped, nowMillis));
  }

  Expected deliver(Request request, DeliverShipment deliver, long nowMillis) {
    Purchase order = find(request.actor(), deliver.order());
    if (order == null) {
      return new Expected.No(new OrderUnknown(deliver.order()));
    }
    if (deliver.shipment() < 1 || deliver.shipment() > order.parcels.size()) {
      return new Expected.No(new ShipmentUnknown(deliver.order(), deliver.shipment()));
    }
    Purchase.Parcel parcel = order.parcels.get(deliver.shipment() - 1);
    if (parcel.deliveredAtMillis != 0 || !order.allowed().contains("delivered")) {
      return new Expected.No(new OrderStateRefused(order.status(), order.allowed()));
    }
    boolean isLast = order.fulfilment == Fulfilment.SHIPPED && order.underWay() == 1;
    boolean completes = isLast && order.status() == OrderStatus.SHIPPED;
    return receipt(
        new ShipmentDelivered(
            deliver.order(),
            deliver.shipment(),
            deliver.deliveredAtMillis(),
            completes ? completion(order, deliver.deliveredAtMillis()) : 0,
            order.status(),
            order.version + 1),
        nowMillis);
  }

  /** So long after the last arrival, but not before a time that the merchant has asked for. */
  private long completion(Purchase order, long deliveredAtMillis) {
    long lastMillis = deliveredAtMillis;
    for (Purchase.Parcel parcel : order.parcels) {
      lastMillis = Math.max(lastMillis, parcel.deliveredAtMillis);
    }
    long atMillis = lastMillis + stays().completeAfterDelivery().toMillis();
    return order.isPostponed ? Math.max(atMillis, order.completeAtMillis) : atMillis;
  }

  Expected postpone(Request request, PostponeCompletion postpone, long nowMillis) {
    Purchase found = find(request.actor(), postpone.order());
    if (found != null && found.isPostponed) {
      return new Expected.No(new PostponedBefore(found.completeAtMillis));
    }
    return change(
        request,
        postpone.order(),
        "postpone-completion",
        order -> {
          long latestMillis = order.completeAtMillis + Limits.COMPLETION_POSTPONED_MAX.toMillis();
          if (postpone.untilMillis() <= order.completeAtMillis) {
            return new Expected.No(new DeadlineTooSoon(order.completeAtMillis));
          }
          if (postpone.untilMillis() > latestMillis) {
            return new Expected.No(new DeadlineTooFar(latestMillis));
          }
          return receipt(
              new CompletionPostponed(
                  postpone.order(), postpone.untilMillis(), order.status(), order.version + 1),
              nowMillis);
        });
  }

  Expected complete(Request request, CompleteOrder complete, long nowMillis) {
    return change(
        request,
        complete.order(),
        "complete",
        order ->
            receipt(
                new OrderCompleted(
                    complete.order(),
                    shop.finalAtMillis(nowMillis),
                    OrderStatus.COMPLETED,
                    order.version + 1),
                nowMillis));
  }

  Expected read(Request request, ReadOrder read) {
    Purchase order = find(request.actor(), read.order());
    return order == null
        ? new Expected.No(new OrderUnknown(read.order()))
        : new Expected.Unchanged(order.view());
  }

  /** First that the order is there, then that whoever asks has seen it as it is, then its state. */
  private Expected change(
      Request request, OrderId id, String action, Function<Purchase, Expected> rule) {
    Purchase order = find(request.actor(), id);
    if (order == null) {
      return new Expected.No(new OrderUnknown(id));
    }
    if (request.precondition() instanceof Precondition.Version(int version)
        && version != order.version) {
      return new Expected.No(new VersionMismatch(order.version));
    }
    return order.allowed().contains(action)
        ? rule.apply(order)
        : new Expected.No(new OrderStateRefused(order.status(), order.allowed()));
  }

  /** A buyer sees its own orders only. */
  private @Nullable Purchase find(Actor actor, OrderId id) {
    Purchase order = shop.orders.get(id);
    boolean isHidden =
        order != null
            && actor.role() == Actor.Role.BUYER
            && !actor.id().equals(order.placed.buyer().value());
    return isHidden ? null : order;
  }

  private static Expected receipt(OrderChange change, long nowMillis) {
    return new Expected.Change(
        change, new Receipt(change.order(), change.status(), change.version(), nowMillis));
  }

  private Stays stays() {
    return shop.settings().stays();
  }
}
