package io.millrace.projection;

import io.millrace.model.OrderStatus;
import io.millrace.model.ShopId;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.wire.FactEncoder;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.FollowedFact;
import io.millrace.projection.BuyerBook.Who;
import io.millrace.projection.StockBook.Place;
import io.millrace.projection.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One batch on its way into the tables, in three steps: reads the rows that its facts change,
 * changes them in memory fact by fact, writes each of them once.
 *
 * <p>Tables that are a part of all take what is theirs: a placing by its buyer, a change of an
 * order if they have the order, for it names no buyer; the rest by its shop.
 */
final class BatchWork {

  private final List<FactPlace> facts = new ArrayList<>();
  private final Session session;
  private final Part part;
  private final OrderBook orders;
  private final StockBook stock;
  private final BuyerBook buyers;
  private final SalesBook sales;
  private final TaskBook tasks;
  private final ShopBook shops;
  private final HistoryBook history;

  /** Rows that outlive a batch. */
  record Memory(
      Kept<Place, StockBook.Shelf> shelves, Kept<Who, BuyerBook.Sums> buyers, FactEncoder encoder) {
    static Memory empty() {
      return new Memory(new Kept<>(), new Kept<>(), new FactEncoder());
    }
  }

  BatchWork(Session session, Tables tables, Part part, FactBatch batch, Memory memory) {
    this.session = session;
    this.part = part;
    this.orders = new OrderBook(session, tables);
    this.stock = new StockBook(session, tables, memory.shelves);
    this.buyers = new BuyerBook(session, tables, memory.buyers);
    this.sales = new SalesBook(session, tables);
    this.tasks = new TaskBook(session, tables);
    this.shops = new ShopBook(session, tables, batch.shard());
    this.history = new HistoryBook(session, tables, memory.encoder);
    for (FollowedFact followed : batch.facts()) {
      FactPlace place = FactPlace.of(followed);
      if (place != null) {
        shops.take(place);
        if (mayBeHere(place)) {
          facts.add(place);
        }
      }
    }
  }

  private boolean mayBeHere(FactPlace at) {
    return switch (at.fact()) {
      case OrderPlaced placed -> part.has(at.shop(), placed.buyer());
      case OrderChange _ -> true; // its order says it
      case ShopFact _ -> part.has(at.shop());
    };
  }

  /** Everything but the commit; gives the positions of the shops that the batch touches. */
  Map<ShopId, Long> run() throws SQLException {
    orders.load(facts);
    tasks.load(facts);
    loadAround();
    for (FactPlace at : facts) {
      if (part.isWhole() || isHere(at)) {
        take(at);
      }
    }
    orders.write();
    stock.write();
    buyers.write();
    sales.write();
    tasks.write();
    shops.write();
    session.flush();
    return new HashMap<>(shops.positions());
  }

  /** What is of an order that is not here is another database's. */
  private boolean isHere(FactPlace at) {
    return !(at.fact() instanceof OrderChange change) || orders.has(change.order());
  }

  /** Shelves and buyers of the orders, which are known by now. */
  private void loadAround() throws SQLException {
    Set<Place> places = new HashSet<>();
    Set<Who> whose = new HashSet<>();
    for (FactPlace at : facts) {
      switch (at.fact()) {
        case StockMoved moved -> places.add(new Place(at.shop(), moved.sku()));
        case OrderPlaced placed -> {
          placed.lines().forEach(line -> places.add(new Place(at.shop(), line.sku())));
          whose.add(new Who(at.shop(), placed.buyer()));
        }
        default -> {
          // changes are of orders that are made here or were read
        }
      }
    }
    for (OrderRow order : orders.loaded()) {
      order.lines.forEach(line -> places.add(new Place(order.shop, line.sku)));
      whose.add(new Who(order.shop, order.buyer));
    }
    stock.load(places);
    buyers.load(whose);
  }

  private void take(FactPlace at) throws SQLException {
    switch (at.fact()) {
      case OrderPlaced placed -> {
        OrderRow order = orders.place(at, placed);
        stock.move(at, order, StockBook.Course.HELD);
        buyers.placed(at, order);
        sales.placed(order);
      }
      case OrderChange change -> {
        history.write(at, change);
        OrderStatus before = orders.require(change.order()).status();
        OrderRow order = orders.change(at, change);
        sales.changed(order, before);
        take(at, change, order);
      }
      case StockMoved moved -> stock.moved(at, moved);
      case TaskFact task -> tasks.take(at, task);
      case ShopDefined _,
          SkuDefined _,
          SkuBatchAnswered _,
          OrdersArchived _,
          MerchantKeyIssued _,
          MerchantKeyRevoked _,
          BuyerSecretIssued _,
          WebhookFact _ -> {
        // the shop's row was told; goods and secrets have no table, and what was archived stays
      }
    }
  }

  /** What a change of an order does to others. */
  private void take(FactPlace at, OrderChange change, OrderRow order) throws SQLException {
    switch (change) {
      case OrderMarkedPaid paid -> {
        sales.paid(order, paid.paidAtMillis());
        stock.move(at, order, StockBook.Course.COMMITTED);
        buyers.paid(order);
      }
      case OrderCancelled _, OrderExpired _ -> {
        stock.move(at, order, StockBook.Course.RELEASED);
        buyers.closedUnpaid(order);
      }
      case OrderShipped shipped -> stock.ship(at, order, shipped);
      case OrderExtended _,
          ShipmentDelivered _,
          OrderStuck _,
          CompletionPostponed _,
          OrderCompleted _ -> {
        // about the order alone
      }
    }
  }
}
