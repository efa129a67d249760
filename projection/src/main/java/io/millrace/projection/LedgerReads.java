package io.millrace.projection;

import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.read.LedgerEntry;
import io.millrace.model.read.LedgerPage;
import io.millrace.projection.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the ledger of a SKU, the newest entry first. */
final class LedgerReads {

  private static final String COLUMNS =
      "position, place, at_ms, cause, quantity, available, held, committed, order_id, movement_id,"
          + " reference";

  private LedgerReads() {}

  static LedgerPage page(
      Session session, ShopId shop, SkuId sku, LedgerEntry.@Nullable Place after, int limit)
      throws SQLException {
    List<LedgerEntry> entries = new ArrayList<>();
    String onwards = after == null ? "" : " AND position <= ? AND (position < ? OR place < ?)";
    session.query(
        "SELECT "
            + COLUMNS
            + " FROM stock_movements WHERE shop = ? AND sku = ?"
            + onwards
            + " ORDER BY position DESC, place DESC LIMIT ?",
        statement -> {
          int at = 1;
          statement.setString(at++, shop.value());
          statement.setString(at++, sku.value());
          if (after != null) {
            statement.setLong(at++, after.position());
            statement.setLong(at++, after.position());
            statement.setInt(at++, after.number());
          }
          statement.setInt(at, limit + 1);
        },
        row -> entries.add(entry(row)));
    boolean more = entries.size() > limit;
    return new LedgerPage(more ? entries.subList(0, limit) : entries, more);
  }

  private static LedgerEntry entry(ResultSet row) throws SQLException {
    Long order = OrderRow.numberIfAny(row, "order_id");
    return new LedgerEntry(
        new LedgerEntry.Place(row.getLong("position"), row.getInt("place")),
        row.getLong("at_ms"),
        row.getString("cause"),
        row.getLong("quantity"),
        row.getLong("available"),
        row.getLong("held"),
        row.getLong("committed"),
        order == null ? null : new OrderId(order),
        OrderRow.numberIfAny(row, "movement_id"),
        row.getString("reference"));
  }
}
