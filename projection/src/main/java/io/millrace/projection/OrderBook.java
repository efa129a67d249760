package io.millrace.projection;

import io.millrace.model.Charge;
import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.Label;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Payment;
import io.millrace.model.ShippedLine;
import io.millrace.model.answer.StuckView;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.projection.sql.RowWriter;
import io.millrace.projection.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The orders that a batch touches. Each is read at most once and written at most once, however many
 * of its facts are in the batch.
 */
final class OrderBook {

  private final Session session;
  private final Tables tables;
  private final Map<OrderId, OrderRow> orders = new LinkedHashMap<>();

  /** In the order of their ids, so that their rows come to lie at the tables' ends. */
  private final Set<OrderId> placed = new LinkedHashSet<>();

  private final Set<OrderId> changed = new LinkedHashSet<>();

  /** Of parcels whose arrival is in the batch. */
  private final Map<Parcel, List<ShippedLine>> parcels = new HashMap<>();

  private record Parcel(OrderId order, int shipment) {}

  OrderBook(Session session, Tables tables) {
    this.session = session;
    this.tables = tables;
  }

  /** Reads what facts of the batch will change and do not make. */
  void load(List<FactPlace> facts) throws SQLException {
    Set<OrderId> made = new HashSet<>();
    Set<OrderId> wanted = new HashSet<>();
    Set<OrderId> arrived = new HashSet<>();
    for (FactPlace place : facts) {
      switch (place.fact()) {
        case OrderPlaced order -> made.add(order.order());
        case OrderChange change when !made.contains(change.order()) -> {
          wanted.add(change.order());
          if (change instanceof ShipmentDelivered) {
            arrived.add(change.order());
          }
        }
        default -> {
          // not about an order that is there already
        }
      }
    }
    session.queryAll(
        tables.in("SELECT " + OrderRow.COLUMNS + " FROM #orders WHERE order_id IN (%s)"),
        statement -> {},
        1,
        wanted,
        (statement, at, id) -> statement.setLong(at, id.value()),
        row -> {
          OrderRow order = new OrderRow(row);
          orders.put(order.id, order);
        });
    session.queryAll(
        tables.in(
            "SELECT order_id, line, sku, name, quantity, unit_price, counted, shipped, delivered"
                + " FROM #order_lines WHERE order_id IN (%s) ORDER BY order_id, line"),
        statement -> {},
        1,
        orders.keySet(),
        (statement, at, id) -> statement.setLong(at, id.value()),
        row -> require(new OrderId(row.getLong("order_id"))).addLine(row));
    session.queryAll(
        tables.in(
            "SELECT order_id, shipment, line, quantity FROM #shipment_lines"
                + " WHERE order_id IN (%s) ORDER BY order_id, shipment, place"),
        statement -> {},
        1,
        arrived,
        (statement, at, id) -> statement.setLong(at, id.value()),
        row ->
            parcels
                .computeIfAbsent(
                    new Parcel(new OrderId(row.getLong(1)), row.getInt(2)), _ -> new ArrayList<>())
                .add(new ShippedLine(row.getInt(3), row.getInt(4))));
  }

  /** What was read. */
  Collection<OrderRow> loaded() {
    return List.copyOf(orders.values());
  }

  boolean has(OrderId id) {
    return orders.containsKey(id);
  }

  OrderRow require(OrderId id) {
    OrderRow order = orders.get(id);
    if (order == null) {
      throw new Mismatch("order " + id + " is in no table");
    }
    return order;
  }

  OrderRow place(FactPlace at, OrderPlaced fact) throws SQLException {
    OrderRow.PlacedWhen when =
        new OrderRow.PlacedWhen(at.millis(), at.position(), at.level(), at.actor());
    OrderRow order = new OrderRow(at.shop(), fact, when);
    if (orders.put(order.id, order) != null) {
      throw new Mismatch("order " + order.id + " is placed twice");
    }
    placed.add(order.id);
    int number = 0;
    for (Charge charge : fact.charges()) {
      session
          .writer(
              tables.in(
                  "INSERT INTO #order_charges (order_id, charge, kind, label, amount)"
                      + " VALUES (?, ?, ?, ?, ?)"))
          .number(order.id.value())
          .number(++number)
          .text(charge.kind().name())
          .text(charge.label())
          .number(charge.amount())
          .add();
    }
    for (Label label : fact.metadata()) {
      session
          .writer(tables.in("INSERT INTO #order_labels (order_id, name, value) VALUES (?, ?, ?)"))
          .number(order.id.value())
          .text(label.name())
          .text(label.value())
          .add();
    }
    return order;
  }

  /** Changes the order, and gives it back as it is then. */
  OrderRow change(FactPlace at, OrderChange change) throws SQLException {
    OrderRow order = require(change.order());
    if (change.version() != order.version + 1) {
      throw new Mismatch(
          "order %s has version %d before a fact with %d"
              .formatted(order.id, order.version, change.version()));
    }
    switch (change) {
      case OrderMarkedPaid paid -> {
        order.payment = Payment.PAID;
        order.paid = paid.amount();
      }
      case OrderExtended extended -> order.deadlineMillis = extended.paymentDeadlineMillis();
      case OrderCancelled cancelled -> {
        order.course = Course.CANCELLED;
        order.closedAtMillis = at.millis();
        order.closeReason = cancelled.reason();
      }
      case OrderExpired _ -> {
        order.course = Course.EXPIRED;
        order.closedAtMillis = at.millis();
      }
      case OrderShipped shipped -> ship(at, order, shipped);
      case ShipmentDelivered delivered -> deliver(order, delivered);
      case OrderStuck stuck -> order.stuck = new StuckView(stuck.why(), stuck.sinceMillis());
      case CompletionPostponed postponed -> order.completesAtMillis = postponed.completeAtMillis();
      case OrderCompleted _ -> {
        order.course = Course.COMPLETED;
        order.closedAtMillis = at.millis();
        order.completesAtMillis = null;
        order.stuck = null;
      }
    }
    order.version = change.version();
    order.updatedAtMillis = at.millis();
    if (order.status() != change.status()) {
      throw new Mismatch(
          "order %s is %s after a fact that says %s"
              .formatted(order.id, order.status(), change.status()));
    }
    changed.add(order.id);
    return order;
  }

  private void ship(FactPlace at, OrderRow order, OrderShipped shipped) throws SQLException {
    order.parcels++;
    order.parcelsUnderWay++;
    if (shipped.shipment() != order.parcels) {
      throw new Mismatch("shipments of order " + order.id + " have a gap");
    }
    int place = 0;
    for (ShippedLine line : shipped.lines()) {
      order.lines.get(line.line() - 1).shipped += line.quantity();
      session
          .writer(
              tables.in(
                  "INSERT INTO #shipment_lines (order_id, shipment, place, line, quantity)"
                      + " VALUES (?, ?, ?, ?, ?)"))
          .number(order.id.value())
          .number(shipped.shipment())
          .number(++place)
          .number(line.line())
          .number(line.quantity())
          .add();
    }
    parcels.put(new Parcel(order.id, shipped.shipment()), shipped.lines());
    boolean isRest = order.isShippedWhole();
    order.fulfilment = isRest ? Fulfilment.SHIPPED : Fulfilment.PARTIAL;
    if (isRest) {
      order.stuck = null;
      order.completesAtMillis = numberOrNull(shipped.completeAtMillis());
    }
    shipments()
        .number(order.id.value())
        .number(shipped.shipment())
        .text(order.shop.value())
        .text(shipped.carrier())
        .text(shipped.trackingNumber())
        .textIfAny(shipped.reference())
        .number(at.millis())
        .add();
    for (Label label : shipped.metadata()) {
      session
          .writer(
              tables.in(
                  "INSERT INTO #shipment_labels (order_id, shipment, name, value)"
                      + " VALUES (?, ?, ?, ?)"))
          .number(order.id.value())
          .number(shipped.shipment())
          .text(label.name())
          .text(label.value())
          .add();
    }
  }

  private RowWriter shipments() throws SQLException {
    return session.writer(
        tables.in(
            "INSERT INTO #shipments (order_id, shipment, shop, carrier, tracking_number,"
                + " reference, shipped_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)"));
  }

  private void deliver(OrderRow order, ShipmentDelivered delivered) throws SQLException {
    List<ShippedLine> lines = parcels.get(new Parcel(order.id, delivered.shipment()));
    if (lines == null) {
      throw new Mismatch(
          "shipment %d of order %s is in no table".formatted(delivered.shipment(), order.id));
    }
    lines.forEach(line -> order.lines.get(line.line() - 1).delivered += line.quantity());
    order.parcelsUnderWay--;
    if (order.fulfilment == Fulfilment.SHIPPED && order.parcelsUnderWay == 0) {
      order.fulfilment = Fulfilment.DELIVERED;
    }
    if (delivered.completeAtMillis() != 0) {
      order.stuck = null;
      order.completesAtMillis = delivered.completeAtMillis();
    }
    // Statements are written in the order in which a session first had them: rows come before what
    // changes them, also where what it had first was a change.
    var _ = shipments();
    session
        .writer(
            tables.in(
                "UPDATE #shipments SET delivered_at_ms = ? WHERE order_id = ? AND shipment = ?"))
        .number(delivered.deliveredAtMillis())
        .number(order.id.value())
        .number(delivered.shipment())
        .add();
  }

  private static @Nullable Long numberOrNull(long number) {
    return number == 0 ? null : number;
  }

  void write() throws SQLException {
    for (OrderId id : placed) {
      insert(require(id));
    }
    for (OrderId id : changed) {
      if (!placed.contains(id)) {
        update(require(id));
      }
    }
  }

  private static final String PLACED =
      "INSERT INTO #orders (order_id, shop, buyer, currency, total, reference, created_at_ms,"
          + " placed_deadline_ms, position, level, placed_by_role, placed_by,";

  /** Nothing has come of most orders of a batch yet, and the statement says so for all of them. */
  private static final String FRESH =
      PLACED
          + " updated_at_ms, payment_deadline_ms, status, course, payment, fulfilment, paid,"
          + " parcels, parcels_under_way, version)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '%s', '%s', '%s', '%s', 0, 0, 0, 1)"
              .formatted(OrderStatus.PENDING_PAYMENT, Course.OPEN, Payment.UNPAID, Fulfilment.NONE);

  private static final String CHANGED =
      PLACED
          + " status, course, payment, fulfilment, paid, updated_at_ms, payment_deadline_ms,"
          + " closed_at_ms, close_reason, completes_at_ms, stuck_why, stuck_since_ms, parcels,"
          + " parcels_under_way, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
          + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private void insert(OrderRow order) throws SQLException {
    boolean isFresh = order.version == 1;
    RowWriter row = session.writer(tables.in(isFresh ? FRESH : CHANGED));
    row.number(order.id.value())
        .text(order.shop.value())
        .text(order.buyer.value())
        .text(order.currency.getCurrencyCode())
        .number(order.total)
        .textIfAny(order.reference)
        .number(order.createdAtMillis)
        .number(order.placedDeadlineMillis)
        .number(order.position)
        .number(order.level)
        .text(order.placedBy.role().name())
        .text(order.placedBy.id());
    if (isFresh) {
      row.number(order.updatedAtMillis).number(order.deadlineMillis).add();
    } else {
      moving(row, order).add();
    }
    RowWriter lines =
        session.writer(
            tables.in(
                "INSERT INTO #order_lines (order_id, line, sku, name, quantity, unit_price,"
                    + " counted, shipped, delivered) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    int number = 0;
    for (OrderRow.Line line : order.lines) {
      lines
          .number(order.id.value())
          .number(++number)
          .text(line.sku.value())
          .text(line.name)
          .number(line.quantity)
          .number(line.unitPrice)
          .number(line.counted ? 1 : 0)
          .number(line.shipped)
          .number(line.delivered)
          .add();
    }
  }

  private void update(OrderRow order) throws SQLException {
    RowWriter row =
        session.writer(
            tables.in(
                "UPDATE #orders SET status = ?, course = ?, payment = ?, fulfilment = ?, paid = ?,"
                    + " updated_at_ms = ?, payment_deadline_ms = ?, closed_at_ms = ?,"
                    + " close_reason = ?, completes_at_ms = ?, stuck_why = ?, stuck_since_ms = ?,"
                    + " parcels = ?, parcels_under_way = ?, version = ? WHERE order_id = ?"));
    moving(row, order).number(order.id.value()).add();
    if (order.parcels == 0) {
      return;
    }
    RowWriter lines =
        session.writer(
            tables.in(
                "UPDATE #order_lines SET shipped = ?, delivered = ?"
                    + " WHERE order_id = ? AND line = ?"));
    int number = 0;
    for (OrderRow.Line line : order.lines) {
      lines
          .number(line.shipped)
          .number(line.delivered)
          .number(order.id.value())
          .number(++number)
          .add();
    }
  }

  /** What changes after the placing. */
  private static RowWriter moving(RowWriter row, OrderRow order) throws SQLException {
    StuckView stuck = order.stuck;
    return row.text(order.status().name())
        .text(order.course.name())
        .text(order.payment.name())
        .text(order.fulfilment.name())
        .number(order.paid)
        .number(order.updatedAtMillis)
        .number(order.deadlineMillis)
        .numberIfAny(order.closedAtMillis)
        .textIfAny(order.closeReason)
        .numberIfAny(order.completesAtMillis)
        .textIfAny(stuck == null ? null : stuck.why().name())
        .numberIfAny(stuck == null ? null : stuck.sinceMillis())
        .number(order.parcels)
        .number(order.parcelsUnderWay)
        .number(order.version);
  }
}
