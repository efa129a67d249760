package io.millrace.projection;

import io.millrace.model.Charge;
import io.millrace.model.Label;
import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.ShipmentView;
import io.millrace.model.read.OrderSearch;
import io.millrace.projection.sql.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads orders whole, as many as a page holds, in as many questions as there are tables. */
final class OrderReads {

  private final Session session;

  /** All that belongs to one order and is not in its row. */
  private static final class Parts {
    final List<Charge> charges = new ArrayList<>();
    final List<Label> labels = new ArrayList<>();
    final List<ShipmentView> shipments = new ArrayList<>();
    final Map<Integer, List<ShippedLine>> shipped = new LinkedHashMap<>();
    final Map<Integer, List<Label>> shipmentLabels = new LinkedHashMap<>();
  }

  OrderReads(Session session) {
    this.session = session;
  }

  OrderPage page(OrderSearch search) throws SQLException {
    OrderId after = search.after();
    @Nullable Long afterMillis = after == null ? null : placedAt(search.shop(), after);
    return after != null && afterMillis == null
        ? new OrderPage(List.of(), false) // a cursor that somebody made up
        : page(search, afterMillis);
  }

  /** When the order was placed behind which the page begins, is known. */
  OrderPage page(OrderSearch search, @Nullable Long afterMillis) throws SQLException {
    List<OrderRow> rows = new ArrayList<>();
    session.query(
        sql(session, search),
        statement -> bind(statement, search, afterMillis),
        row -> rows.add(new OrderRow(row)));
    boolean more = rows.size() > search.limit();
    List<OrderRow> page = more ? rows.subList(0, search.limit()) : rows;
    return new OrderPage(views(page), more);
  }

  @Nullable Long placedAt(ShopId shop, OrderId order) throws SQLException {
    List<Long> found = new ArrayList<>(1);
    session.query(
        "SELECT created_at_ms FROM orders WHERE order_id = ? AND shop = ?",
        statement -> {
          statement.setLong(1, order.value());
          statement.setString(2, shop.value());
        },
        row -> found.add(row.getLong(1)));
    return found.isEmpty() ? null : found.getFirst();
  }

  /** Of those that fit, the one that leaves the fewest rows to be looked at. */
  private static String indexFor(OrderSearch search) {
    if (search.reference() != null) {
      return "orders_by_reference";
    }
    if (search.buyer() != null) {
      return "orders_by_buyer";
    }
    return search.status() != null ? "orders_by_status" : "orders_by_time";
  }

  /** Only what narrows stands in it, so that each form goes along an index. */
  static String sql(Session session, OrderSearch search) throws SQLException {
    StringBuilder sql =
        new StringBuilder("SELECT ")
            .append(OrderRow.COLUMNS)
            .append(" FROM ")
            .append(Tables.CURRENT.along(session, "orders", indexFor(search)))
            .append(" WHERE shop = ?");
    if (search.buyer() != null) {
      sql.append(" AND buyer = ?");
    }
    if (search.status() != null) {
      sql.append(" AND status = ?");
    }
    if (search.reference() != null) {
      sql.append(" AND reference = ?");
    }
    if (search.fromMillis() != null) {
      sql.append(" AND created_at_ms >= ?");
    }
    if (search.toMillis() != null) {
      sql.append(" AND created_at_ms < ?");
    }
    if (search.after() != null) {
      sql.append(" AND created_at_ms <= ? AND (created_at_ms < ? OR order_id < ?)");
    }
    return sql.append(" ORDER BY created_at_ms DESC, order_id DESC LIMIT ?").toString();
  }

  private static void bind(
      PreparedStatement statement, OrderSearch search, @Nullable Long afterMillis)
      throws SQLException {
    int at = 1;
    statement.setString(at++, search.shop().value());
    if (search.buyer() != null) {
      statement.setString(at++, search.buyer().value());
    }
    if (search.status() != null) {
      statement.setString(at++, search.status().name());
    }
    if (search.reference() != null) {
      statement.setString(at++, search.reference());
    }
    if (search.fromMillis() != null) {
      statement.setLong(at++, search.fromMillis());
    }
    if (search.toMillis() != null) {
      statement.setLong(at++, search.toMillis());
    }
    if (search.after() != null && afterMillis != null) {
      statement.setLong(at++, afterMillis);
      statement.setLong(at++, afterMillis);
      statement.setLong(at++, search.after().value());
    }
    statement.setInt(at, search.limit() + 1);
  }

  /** The order whose history is asked for; null if the shop has none of that id. */
  @Nullable OrderRow find(ShopId shop, OrderId id) throws SQLException {
    List<OrderRow> rows = new ArrayList<>(1);
    session.query(
        "SELECT " + OrderRow.COLUMNS + " FROM orders WHERE order_id = ? AND shop = ?",
        statement -> {
          statement.setLong(1, id.value());
          statement.setString(2, shop.value());
        },
        row -> rows.add(new OrderRow(row)));
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /** Whole. */
  Optional<OrderView> view(ShopId shop, OrderId id) throws SQLException {
    OrderRow row = find(shop, id);
    return row == null ? Optional.empty() : Optional.of(views(List.of(row)).getFirst());
  }

  /** Of those that are there in the versions that are named, as they were named. */
  LastFacts lastFacts(List<FinalOrders.Item> orders) throws SQLException {
    Map<FinalOrders.Item, Long> there = new HashMap<>();
    session.queryAll(
        "SELECT o.shop, o.order_id, o.version, COALESCE(h.position, o.position) FROM orders o"
            + " LEFT JOIN order_history h ON h.order_id = o.order_id AND h.version = o.version"
            + " WHERE o.order_id IN (%s)",
        _ -> {},
        1,
        orders,
        (statement, at, item) -> statement.setLong(at, item.order().order().value()),
        row -> {
          ShopId shop = new ShopId(row.getString(1));
          OrderVersion order = new OrderVersion(new OrderId(row.getLong(2)), row.getInt(3));
          there.put(new FinalOrders.Item(shop, order), row.getLong(4));
        });
    Map<FinalOrders.Item, Long> asked = new LinkedHashMap<>();
    for (FinalOrders.Item item : orders) {
      Long position = there.get(item);
      if (position != null) {
        asked.put(item, position);
      }
    }
    return new LastFacts(asked);
  }

  /** With everything that belongs to them. */
  List<OrderView> views(List<OrderRow> rows) throws SQLException {
    Map<Long, OrderRow> byId = new LinkedHashMap<>();
    Map<Long, Parts> parts = new LinkedHashMap<>();
    for (OrderRow row : rows) {
      byId.put(row.id.value(), row);
      parts.put(row.id.value(), new Parts());
    }
    read(
        "SELECT order_id, line, sku, name, quantity, unit_price, counted, shipped, delivered"
            + " FROM order_lines WHERE order_id IN (%s) ORDER BY order_id, line",
        byId, (order, row) -> order.addLine(row));
    read(
        "SELECT order_id, kind, label, amount FROM order_charges WHERE order_id IN (%s)"
            + " ORDER BY order_id, charge",
        parts,
        (order, row) ->
            order.charges.add(
                new Charge(
                    Charge.Kind.valueOf(row.getString(2)), row.getString(3), row.getLong(4))));
    read(
        "SELECT order_id, name, value FROM order_labels WHERE order_id IN (%s)",
        parts, (order, row) -> order.labels.add(new Label(row.getString(2), row.getString(3))));
    readShipments(parts, rows);
    List<OrderView> views = new ArrayList<>(rows.size());
    for (OrderRow row : rows) {
      Parts of = Objects.requireNonNull(parts.get(row.id.value()));
      views.add(row.view(of.charges, sorted(of.labels), of.shipments));
    }
    return views;
  }

  private void readShipments(Map<Long, Parts> parts, List<OrderRow> rows) throws SQLException {
    Map<Long, Parts> sent = new LinkedHashMap<>();
    for (OrderRow row : rows) {
      Parts of = parts.get(row.id.value());
      if (row.parcels > 0 && of != null) {
        sent.put(row.id.value(), of);
      }
    }
    read(
        "SELECT order_id, shipment, line, quantity FROM shipment_lines WHERE order_id IN (%s)"
            + " ORDER BY order_id, shipment, place",
        sent,
        (order, row) ->
            order
                .shipped
                .computeIfAbsent(row.getInt(2), _ -> new ArrayList<>())
                .add(new ShippedLine(row.getInt(3), row.getInt(4))));
    read(
        "SELECT order_id, shipment, name, value FROM shipment_labels WHERE order_id IN (%s)",
        sent,
        (order, row) ->
            order
                .shipmentLabels
                .computeIfAbsent(row.getInt(2), _ -> new ArrayList<>())
                .add(new Label(row.getString(3), row.getString(4))));
    read(
        "SELECT order_id, shipment, carrier, tracking_number, reference, shipped_at_ms,"
            + " delivered_at_ms FROM shipments WHERE order_id IN (%s) ORDER BY order_id, shipment",
        sent,
        (order, row) ->
            order.shipments.add(
                new ShipmentView(
                    row.getInt(2),
                    order.shipped.getOrDefault(row.getInt(2), List.of()),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    sorted(order.shipmentLabels.getOrDefault(row.getInt(2), List.of())),
                    row.getLong(6),
                    OrderRow.numberIfAny(row, "delivered_at_ms"))));
  }

  /** As facts have them: databases disagree on what comes before what. */
  private static List<Label> sorted(List<Label> labels) {
    return labels.stream().sorted(Comparator.comparing(Label::name)).toList();
  }

  /** Takes a row that belongs to something. */
  private interface Part<T> {
    void take(T whole, ResultSet row) throws SQLException;
  }

  private <T> void read(String sql, Map<Long, T> wholes, Part<T> part) throws SQLException {
    session.queryAll(
        sql,
        statement -> {},
        1,
        wholes.keySet(),
        (statement, at, id) -> statement.setLong(at, id),
        row -> {
          T whole = wholes.get(row.getLong(1));
          if (whole != null) {
            part.take(whole, row);
          }
        });
  }
}
