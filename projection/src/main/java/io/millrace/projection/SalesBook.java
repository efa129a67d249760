package io.millrace.projection;

import io.millrace.model.OrderStatus;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.projection.sql.RowWriter;
import io.millrace.projection.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sales, added up by quarters of an hour: the orders placed in one, by what became of them until
 * now, and the orders paid in one. Each for the shop and for each of its SKUs.
 *
 * <p>A quarter of an hour is the greatest span that no time zone cuts in two: hours, days and
 * months of whatever zone a shop has are sums of quarters, also those in which clocks are moved.
 *
 * <p>A batch adds what it changes to the rows, as much as one update each; a row whose orders have
 * all gone to another status is deleted, so that what the tables hold does not depend on where
 * batches end.
 */
final class SalesBook {

  static final long QUARTER_MILLIS = 15 * 60 * 1_000L;

  /**
   * What an order or a line counts for at most, in minor units: so a million of them in a quarter
   * of an hour are needed until a sum is more than databases hold, and not a hundred. What is left
   * out can be taken away again, which could not be if the sums were cut.
   */
  static final long AMOUNT_COUNTED_MAX = 10_000_000_000_000L;

  /** Where a SKU stands, for the shop as a whole; no SKU has this id. */
  static final String WHOLE_SHOP = "";

  private static final List<String> SUMS = List.of("orders", "units", "amount");

  private final Session session;
  private final Tables tables;
  private final Map<Cell, Change> changes = new HashMap<>();

  /**
   * Where something is added.
   *
   * @param status null for what was paid
   */
  private record Cell(ShopId shop, String sku, long quarterMillis, @Nullable OrderStatus status) {
    /** As the tables' keys, so that neighbours are written one after the other. */
    private static final Comparator<Cell> ORDER =
        Comparator.<Cell, String>comparing(cell -> cell.shop.value())
            .thenComparing(Cell::sku)
            .thenComparingLong(Cell::quarterMillis)
            .thenComparing(Cell::status, Comparator.nullsLast(Comparator.naturalOrder()));
  }

  /** What is added. */
  private static final class Change {
    long orders;
    long units;
    long amount;

    void add(long moreOrders, long moreUnits, long moreAmount) {
      orders += moreOrders;
      units += moreUnits;
      amount += moreAmount;
    }

    boolean isNone() {
      return orders == 0 && units == 0 && amount == 0;
    }
  }

  SalesBook(Session session, Tables tables) {
    this.session = session;
    this.tables = tables;
  }

  /** Counts where it was placed, whenever it is that it changes. */
  void placed(OrderRow order) {
    add(order, order.createdAtMillis, order.status(), 1);
  }

  void changed(OrderRow order, OrderStatus before) {
    if (order.status() != before) {
      add(order, order.createdAtMillis, before, -1);
      add(order, order.createdAtMillis, order.status(), 1);
    }
  }

  /** Counts when it was paid, as the merchant says it. */
  void paid(OrderRow order, long paidAtMillis) {
    add(order, paidAtMillis, null, 1);
  }

  private void add(OrderRow order, long atMillis, @Nullable OrderStatus status, int sign) {
    long quarter = Math.floorDiv(atMillis, QUARTER_MILLIS) * QUARTER_MILLIS;
    long units = 0;
    Set<SkuId> counted = new HashSet<>();
    for (OrderRow.Line line : order.lines) {
      units += line.quantity;
      change(new Cell(order.shop, line.sku.value(), quarter, status))
          .add(
              counted.add(line.sku) ? sign : 0,
              (long) sign * line.quantity,
              sign * counted(line.quantity * line.unitPrice));
    }
    change(new Cell(order.shop, WHOLE_SHOP, quarter, status))
        .add(sign, sign * units, sign * counted(order.total));
  }

  private static long counted(long amount) {
    return Math.min(AMOUNT_COUNTED_MAX, amount);
  }

  private Change change(Cell cell) {
    return changes.computeIfAbsent(cell, _ -> new Change());
  }

  void write() throws SQLException {
    List<Cell> cells = new ArrayList<>(changes.keySet());
    cells.sort(Cell.ORDER);
    RowWriter more =
        session.adder(tables.in("#sales"), List.of("shop", "sku", "start_ms", "status"), SUMS);
    RowWriter paid =
        session.adder(tables.in("#sales_paid"), List.of("shop", "sku", "start_ms"), SUMS);
    for (Cell cell : cells) {
      Change change = change(cell);
      OrderStatus status = cell.status;
      if (status == null) {
        add(key(paid, cell), change);
      } else if (change.orders > 0) {
        add(key(more, cell).text(status.name()), change);
      } else if (!change.isNone()) {
        less(cell, status, change);
      }
    }
  }

  private static RowWriter key(RowWriter row, Cell cell) throws SQLException {
    return row.text(cell.shop.value()).text(cell.sku).number(cell.quarterMillis);
  }

  private static void add(RowWriter row, Change change) throws SQLException {
    row.number(change.orders).number(change.units).number(change.amount).add();
  }

  /** Orders that were there before, so their row is, and no others came in their place. */
  private void less(Cell cell, OrderStatus status, Change change) throws SQLException {
    RowWriter row =
        session.writer(
            tables.in(
                "UPDATE #sales SET orders = orders + ?, units = units + ?, amount = amount + ?"
                    + " WHERE shop = ? AND sku = ? AND start_ms = ? AND status = ?"));
    row.number(change.orders).number(change.units).number(change.amount);
    key(row, cell).text(status.name()).add();
    RowWriter empty =
        session.writerOfAny(
            tables.in(
                "DELETE FROM #sales WHERE shop = ? AND sku = ? AND start_ms = ? AND status = ?"
                    + " AND orders = 0"));
    key(empty, cell).text(status.name()).add();
  }
}
