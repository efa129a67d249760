package io.millrace.engine.order;

import io.millrace.engine.axis.Action;
import io.millrace.engine.axis.Event;
import io.millrace.engine.axis.Transitions;
import io.millrace.engine.shop.Shop;
import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.ShippedLine;
import io.millrace.model.Stays;
import io.millrace.model.answer.ShippedView;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.OrderStateRefused;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.ShipmentExceedsOrder;
import io.millrace.model.refusal.ShipmentReferenceTaken;
import io.millrace.model.refusal.ShipmentUnknown;
import io.millrace.model.refusal.VersionMismatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides on sending parcels and on their arrival; changes nothing. */
public final class Shipping {
  private final Orders orders;

  public Shipping(Orders orders) {
    this.orders = orders;
  }

  public Outcome ship(Request request, Shop shop, ShipOrder ship, long nowMillis) {
    Refusal duplicate = checkReference(shop, ship.reference());
    if (duplicate != null) {
      return new Outcome.Refused(duplicate);
    }
    Order order = Changing.find(orders, request.actor(), shop, ship.order());
    Refusal refusal =
        Changing.check(orders, order, shop, ship.order(), request.precondition(), Action.SHIP);
    if (order == null || refusal != null) {
      return Changing.refused(orders, refusal, shop, ship.order());
    }
    Refusal wrong = checkLines(order, ship.lines());
    if (wrong != null) {
      return new Outcome.Refused(wrong);
    }
    List<ShippedLine> lines = ship.lines().isEmpty() ? rest(order) : ship.lines();
    boolean isRest = order.isRest(units(lines));
    int shipment = order.parcelCount() + 1;
    if (shipment == Limits.ORDER_SHIPMENTS_MAX && !isRest) {
      // One more could never follow, and what is left would stay committed for ever.
      return new Outcome.Refused(
          new Invalid("lines", "the last shipment that an order may have must send all"));
    }
    Fulfilment fulfilment =
        Transitions.after(
            Transitions.FULFILMENT,
            order.fulfilment(),
            isRest ? Event.REST_SHIPPED : Event.PART_SHIPPED);
    Stays stays = shop.settings().stays();
    OrderShipped shipped =
        new OrderShipped(
            order.id(),
            shipment,
            lines,
            ship.carrier(),
            ship.trackingNumber(),
            isRest ? nowMillis + stays.uncompleted().toMillis() : 0,
            isRest ? nowMillis + stays.completeAfterShipping().toMillis() : 0,
            ship.reference(),
            ship.metadata(),
            OrderStatus.of(order.course(), order.payment(), fulfilment),
            order.version() + 1);
    return shop.accept(request, shipped, new ShippedView(shipped, nowMillis));
  }

  private @Nullable Refusal checkReference(Shop shop, @Nullable String reference) {
    OrderSlabs slabs = orders.slabs();
    ParcelNames.Named taken = reference == null ? null : slabs.parcelNames.find(shop, reference);
    return reference == null || taken == null
        ? null
        : new ShipmentReferenceTaken(
            reference, new OrderId(slabs.id(taken.position())), taken.shipment());
  }

  private static @Nullable Refusal checkLines(Order order, List<ShippedLine> lines) {
    for (int i = 0; i < lines.size(); i++) {
      ShippedLine line = lines.get(i);
      if (line.line() > order.lineCount()) {
        return new Invalid("lines[" + i + "].line", "the order has no such line");
      }
      int left = order.unshipped(line.line() - 1);
      if (line.quantity() > left) {
        return new ShipmentExceedsOrder(line.line(), line.quantity(), left);
      }
    }
    return null;
  }

  private static List<ShippedLine> rest(Order order) {
    List<ShippedLine> lines = new ArrayList<>();
    for (int i = 0; i < order.lineCount(); i++) {
      if (order.unshipped(i) > 0) {
        lines.add(new ShippedLine(i + 1, order.unshipped(i)));
      }
    }
    return lines;
  }

  private static long units(List<ShippedLine> lines) {
    long units = 0;
    for (ShippedLine line : lines) {
      units += line.quantity();
    }
    return units;
  }

  public Outcome deliver(Request request, Shop shop, DeliverShipment deliver, long nowMillis) {
    Order order = Changing.find(orders, request.actor(), shop, deliver.order());
    if (order == null) {
      return Changing.refused(orders, null, shop, deliver.order());
    }
    Parcels parcels = order.parcels();
    if (parcels == null || deliver.shipment() < 1 || deliver.shipment() > parcels.count()) {
      return new Outcome.Refused(new ShipmentUnknown(deliver.order(), deliver.shipment()));
    }
    Refusal refusal = checkDelivery(order, parcels, deliver, request.precondition());
    if (refusal != null) {
      return new Outcome.Refused(refusal);
    }
    Event event = eventOfDelivery(order, parcels);
    Fulfilment fulfilment = Transitions.after(Transitions.FULFILMENT, order.fulfilment(), event);
    ShipmentDelivered delivered =
        new ShipmentDelivered(
            order.id(),
            deliver.shipment(),
            deliver.deliveredAtMillis(),
            event == Event.LAST_DELIVERED && order.course() == Course.OPEN
                ? completion(shop, parcels, deliver.deliveredAtMillis())
                : 0,
            OrderStatus.of(order.course(), order.payment(), fulfilment),
            order.version() + 1);
    return shop.accept(request, delivered, Changing.receipt(delivered, nowMillis));
  }

  /** So long after the last arrival, but not before a time that the merchant has asked for. */
  private static long completion(Shop shop, Parcels parcels, long deliveredAtMillis) {
    long arrivedAtMillis = Math.max(parcels.lastDeliveredAtMillis(), deliveredAtMillis);
    long atMillis = arrivedAtMillis + shop.settings().stays().completeAfterDelivery().toMillis();
    return parcels.isPostponed ? Math.max(atMillis, parcels.completeAtMillis) : atMillis;
  }

  private static @Nullable Refusal checkDelivery(
      Order order, Parcels parcels, DeliverShipment deliver, Precondition precondition) {
    if (precondition instanceof Precondition.Version(int version) && version != order.version()) {
      return new VersionMismatch(order.version());
    }
    boolean arrived = parcels.get(deliver.shipment()).deliveredAtMillis != 0;
    return arrived || !order.allows(Action.DELIVERED)
        ? new OrderStateRefused(order.status(), order.allowed())
        : null;
  }

  /** What the arrival of one more parcel is to the whole order. */
  static Event eventOfDelivery(Order order, Parcels parcels) {
    return order.fulfilment() == Fulfilment.SHIPPED && parcels.underWay() == 1
        ? Event.LAST_DELIVERED
        : Event.PARCEL_DELIVERED;
  }
}
