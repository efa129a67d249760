package io.millrace.projection;

import io.millrace.model.OrderStatus;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.read.Periods.Period;
import io.millrace.model.read.Sales;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesReport;
import io.millrace.projection.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up quarters of an hour into periods. Each period is one question for each table, which goes
 * along the key; what comes back is as long as there are SKUs and statuses, not as the period.
 */
final class SalesReads {

  private final Session session;
  private final SalesQuestion question;

  private SalesReads(Session session, SalesQuestion question) {
    this.session = session;
    this.question = question;
  }

  static SalesReport of(Session session, SalesQuestion question) throws SQLException {
    SalesReads reads = new SalesReads(session, question);
    return switch (question.of()) {
      case SalesQuestion.Of.Shop _ -> reads.report(List.of(SalesBook.WHOLE_SHOP), false);
      case SalesQuestion.Of.Sku(SkuId sku) -> reads.report(List.of(sku.value()), false);
      case SalesQuestion.Of.EachSku each -> {
        List<String> skus = reads.skus(each.after(), each.limit() + 1);
        boolean more = skus.size() > each.limit();
        yield reads.report(more ? skus.subList(0, each.limit()) : skus, more);
      }
    };
  }

  /** Those that ever had stock: nothing else is sold. */
  private List<String> skus(@Nullable SkuId after, int limit) throws SQLException {
    List<String> skus = new ArrayList<>();
    String inOrder = session.dialect().byBytes("sku");
    session.query(
        "SELECT sku FROM stock WHERE shop = ? AND %1$s > ? ORDER BY %1$s LIMIT ?"
            .formatted(inOrder),
        statement -> {
          statement.setString(1, shop().value());
          statement.setString(2, after == null ? "" : after.value());
          statement.setInt(3, limit);
        },
        row -> skus.add(row.getString(1)));
    return skus;
  }

  private ShopId shop() {
    return question.shop();
  }

  private SalesReport report(List<String> skus, boolean more) throws SQLException {
    Map<String, List<Sales>> bySku = new HashMap<>();
    skus.forEach(sku -> bySku.put(sku, new ArrayList<>()));
    for (Period period : question.periods()) {
      Map<String, Map<OrderStatus, Sales.Sum>> placed = new HashMap<>();
      Map<String, Sales.Sum> paid = new HashMap<>();
      ask(
          "SELECT sku, SUM(orders), SUM(units), SUM(amount), status FROM sales WHERE shop = ?"
              + " AND start_ms >= ? AND start_ms < ? AND sku IN (%s) GROUP BY sku, status",
          period,
          skus,
          row ->
              placed
                  .computeIfAbsent(row.getString(1), _ -> new EnumMap<>(OrderStatus.class))
                  .put(OrderStatus.valueOf(row.getString(5)), sum(row)));
      ask(
          "SELECT sku, SUM(orders), SUM(units), SUM(amount) FROM sales_paid WHERE shop = ?"
              + " AND start_ms >= ? AND start_ms < ? AND sku IN (%s) GROUP BY sku",
          period, skus, row -> paid.put(row.getString(1), sum(row)));
      bySku.forEach((sku, sales) ->
          sales.add(
              new Sales(
                  placed.getOrDefault(sku, Map.of()), paid.getOrDefault(sku, Sales.Sum.NONE))));
    }
    List<SalesReport.Row> rows = new ArrayList<>();
    for (String sku : skus) {
      rows.add(
          new SalesReport.Row(
              sku.equals(SalesBook.WHOLE_SHOP) ? null : new SkuId(sku),
              bySku.getOrDefault(sku, List.of())));
    }
    return new SalesReport(rows, more);
  }

  private static Sales.Sum sum(ResultSet row) throws SQLException {
    return new Sales.Sum(row.getLong(2), row.getLong(3), row.getLong(4));
  }

  private void ask(String sql, Period period, List<String> skus, Session.Row row)
      throws SQLException {
    session.queryAll(
        sql,
        statement -> {
          statement.setString(1, shop().value());
          statement.setLong(2, period.fromMillis());
          statement.setLong(3, period.toMillis());
        },
        4,
        skus,
        (statement, at, sku) -> statement.setString(at, sku),
        row);
  }
}
