package io.millrace.projection;

import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.StockMoved;
import io.millrace.projection.sql.RowWriter;
import io.millrace.projection.sql.Session;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Stock and its ledger: each change is a movement, and the numbers of a SKU are the sums of its
 * movements.
 */
final class StockBook {

  private final Session session;
  private final Tables tables;
  private final Kept<Place, Shelf> kept;

  /** Whose stock. */
  record Place(ShopId shop, SkuId sku) {}

  /** How much of it there is. */
  static final class Shelf {
    long available;
    long held;
    long committed;
    long shipped;
    long updatedAtMillis;
  }

  StockBook(Session session, Tables tables, Kept<Place, Shelf> kept) {
    this.session = session;
    this.tables = tables;
    this.kept = kept;
  }

  /** Reads the shelves that will be changed. */
  void load(Set<Place> wanted) throws SQLException {
    Map<ShopId, Set<SkuId>> byShop = new HashMap<>();
    for (Place place : kept.missing(wanted)) {
      byShop.computeIfAbsent(place.shop(), _ -> new HashSet<>()).add(place.sku());
    }
    for (Map.Entry<ShopId, Set<SkuId>> shop : byShop.entrySet()) {
      session.queryAll(
          tables.in(
              "SELECT sku, available, held, committed, shipped, updated_at_ms FROM #stock"
                  + " WHERE shop = ? AND sku IN (%s)"),
          statement -> statement.setString(1, shop.getKey().value()),
          2,
          shop.getValue(),
          (statement, at, sku) -> statement.setString(at, sku.value()),
          row -> {
            Shelf shelf = new Shelf();
            shelf.available = row.getLong(2);
            shelf.held = row.getLong(3);
            shelf.committed = row.getLong(4);
            shelf.shipped = row.getLong(5);
            shelf.updatedAtMillis = row.getLong(6);
            kept.loaded(new Place(shop.getKey(), new SkuId(row.getString(1))), shelf);
          });
    }
  }

  void moved(FactPlace at, StockMoved moved) throws SQLException {
    Shelf shelf = shelf(at, moved.sku());
    shelf.available += moved.quantity();
    Ledger entry = new Ledger(moved.sku(), 1, moved.quantity(), moved.quantity(), 0, 0);
    write(session.writer(tables.in(MOVED)), at, entry)
        .text(moved.cause().name())
        .number(moved.id())
        .textIfAny(moved.reference())
        .add();
  }

  /** By hand. */
  private static final String MOVED =
      "INSERT INTO #stock_movements (shop, sku, position, place, at_ms, quantity, available, held,"
          + " committed, order_id, cause, movement_id, reference)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?)";

  /** By an order: what the statement says by itself need not be handed over for each row. */
  private static String ordered(String cause) {
    return "INSERT INTO #stock_movements (shop, sku, position, place, at_ms, quantity, available,"
        + " held, committed, order_id, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '"
        + cause
        + "')";
  }

  private static final String SHIPPED = ordered("SHIPPED");

  /** What an order does to the stock of its lines. */
  enum Course {
    HELD(-1, 1, 0),
    RELEASED(1, -1, 0),
    COMMITTED(0, -1, 1);

    private final int available;
    private final int held;
    private final int committed;
    private final String statement = ordered(name());

    Course(int available, int held, int committed) {
      this.available = available;
      this.held = held;
      this.committed = committed;
    }
  }

  /** All lines of an order go the same way. */
  void move(FactPlace at, OrderRow order, Course course) throws SQLException {
    int place = 0;
    for (OrderRow.Line line : order.lines) {
      Shelf shelf = shelf(at, line.sku);
      long units = line.quantity;
      shelf.available += course.available * units;
      shelf.held += course.held * units;
      shelf.committed += course.committed * units;
      Ledger entry =
          new Ledger(
              line.sku,
              ++place,
              units,
              course.available * units,
              course.held * units,
              course.committed * units);
      write(session.writer(tables.in(course.statement)), at, entry).number(order.id.value()).add();
    }
  }

  void ship(FactPlace at, OrderRow order, OrderShipped shipped) throws SQLException {
    int place = 0;
    for (ShippedLine line : shipped.lines()) {
      SkuId sku = order.lines.get(line.line() - 1).sku;
      Shelf shelf = shelf(at, sku);
      shelf.committed -= line.quantity();
      shelf.shipped += line.quantity();
      Ledger entry = new Ledger(sku, ++place, line.quantity(), 0, 0, -line.quantity());
      write(session.writer(tables.in(SHIPPED)), at, entry).number(order.id.value()).add();
    }
  }

  private Shelf shelf(FactPlace at, SkuId sku) {
    Place place = new Place(at.shop(), sku);
    Shelf known = kept.change(place);
    Shelf shelf = known == null ? kept.add(place, new Shelf()) : known;
    shelf.updatedAtMillis = at.millis();
    return shelf;
  }

  /** One line of the ledger: the last three say by how much each number changed. */
  private record Ledger(
      SkuId sku, int place, long quantity, long available, long held, long committed) {}

  private static RowWriter write(RowWriter row, FactPlace at, Ledger entry) throws SQLException {
    return row.text(at.shop().value())
        .text(entry.sku.value())
        .number(at.position())
        .number(entry.place)
        .number(at.millis())
        .number(entry.quantity)
        .number(entry.available)
        .number(entry.held)
        .number(entry.committed);
  }

  void write() throws SQLException {
    kept.write((place, shelf, isNew) ->
        session
            .writer(
                tables.in(
                    isNew
                        ? "INSERT INTO #stock (on_hand, available, held, committed, shipped,"
                            + " updated_at_ms, shop, sku) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                        : "UPDATE #stock SET on_hand = ?, available = ?, held = ?, committed = ?,"
                            + " shipped = ?, updated_at_ms = ? WHERE shop = ? AND sku = ?"))
            .number(shelf.available + shelf.held + shelf.committed)
            .number(shelf.available)
            .number(shelf.held)
            .number(shelf.committed)
            .number(shelf.shipped)
            .number(shelf.updatedAtMillis)
            .text(place.shop().value())
            .text(place.sku().value())
            .add());
  }
}
