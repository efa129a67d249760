package io.millrace.engine.order;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.shop.Shop;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.answer.ArchivedOrder;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.ShipmentFound;
import io.millrace.model.command.FindOrder;
import io.millrace.model.command.FindShipment;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.ListStuckOrders;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.OrderUnknown;
import it.unimi.dsi.fastutil.longs.LongIterator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers what is asked about orders. A buyer sees only its own. */
public final class OrderQueries {
  /** Orders that one look may pass over; some hundred microseconds. */
  private static final int PASSED_MAX = 10_000;

  private final Orders orders;

  public OrderQueries(Orders orders) {
    this.orders = orders;
  }

  public Outcome read(Actor actor, Shop shop, ReadOrder read) {
    Order order = Changing.find(orders, actor, shop, read.order());
    if (order != null) {
      return new Outcome.Answered(order.view());
    }
    return Changing.mayHaveLeft(orders, shop, read.order())
        ? new Outcome.Answered(new ArchivedOrder(read.order(), shop.keptUpTo()))
        : new Outcome.Refused(new OrderUnknown(read.order()));
  }

  /** A page with the one order or none: a reference that nobody gave is no error. */
  public Outcome find(Actor actor, Shop shop, FindOrder find) {
    Order order = orders.slabs().find(shop, find.reference());
    boolean visible = order != null && OrderShape.checkBuyer(actor, order.buyerId()) == null;
    List<OrderView> views = order != null && visible ? List.of(order.view()) : List.of();
    return new Outcome.Answered(new OrderPage(views, false, shop.keptUpTo()));
  }

  /** Of whoever's order: shipments are found by merchants. */
  public Outcome find(Shop shop, FindShipment find) {
    ParcelNames names = orders.slabs().parcelNames;
    ParcelNames.Named at = names.find(shop, find.reference());
    ShipmentFound.Item item =
        at == null
            ? null
            : new ShipmentFound.Item(
                new OrderId(orders.slabs().id(at.position())), names.parcel(at).view());
    return new Outcome.Answered(new ShipmentFound(item));
  }

  /** Costs what the page holds, however many orders the buyer has. */
  public Outcome list(Shop shop, ListOrdersOfBuyer list) {
    OrderId after = list.after();
    Order order;
    if (after == null) {
      order = orders.slabs().newest(shop, list.buyer());
    } else {
      Order last = orders.slabs().find(shop, after);
      if (last == null && shop.mayHaveArchived(after)) {
        return behindArchived(shop, list.buyer(), after, list.limit());
      }
      if (last == null || !last.buyerId().equals(list.buyer())) {
        return new Outcome.Refused(new Invalid("after", "is no order of this buyer"));
      }
      order = last.older();
    }
    return new Outcome.Answered(page(shop, order, list.limit()));
  }

  /**
   * The order behind which the page begins has left since the page before it was asked for. Too far
   * behind, a page that is empty and not the last says: all of it must be read where orders that
   * left are.
   */
  private Outcome behindArchived(Shop shop, BuyerId buyer, OrderId after, int limit) {
    Order order = orders.slabs().newest(shop, buyer);
    for (int passed = 0; order != null && order.id().compareTo(after) >= 0; passed++) {
      if (passed == PASSED_MAX) {
        return new Outcome.Answered(new OrderPage(List.of(), true, shop.keptUpTo()));
      }
      order = order.older();
    }
    return new Outcome.Answered(page(shop, order, limit));
  }

  /** Costs what the page holds, however many orders there are. */
  public Outcome list(Shop shop, ListStuckOrders list) {
    long from = 0;
    if (list.after() != null) {
      Order last = orders.slabs().find(shop, list.after());
      if (last == null && !shop.mayHaveArchived(list.after())) {
        return new Outcome.Refused(new Invalid("after", "is no order of this shop"));
      }
      from = list.after().value() + 1;
    }
    List<OrderView> views = new ArrayList<>();
    LongIterator rest = orders.slabs().stuck.from(shop, from);
    while (rest.hasNext() && views.size() < list.limit()) {
      views.add(require(new OrderId(rest.nextLong())).view());
    }
    return new Outcome.Answered(new OrderPage(views, rest.hasNext()));
  }

  private Order require(OrderId id) {
    Order order = orders.slabs().find(id);
    if (order == null) {
      throw new BrokenInvariant("a stuck order that does not exist");
    }
    return order;
  }

  private static OrderPage page(Shop shop, @Nullable Order first, int limit) {
    List<OrderView> views = new ArrayList<>();
    Order order = first;
    while (order != null && views.size() < limit) {
      views.add(order.view());
      order = order.older();
    }
    return new OrderPage(views, order != null, shop.keptUpTo());
  }
}
