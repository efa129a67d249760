package io.millrace.projection;

import io.millrace.model.SkuId;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.read.LedgerEntry;
import io.millrace.model.read.LedgerPage;
import io.millrace.model.read.Sales;
import io.millrace.model.read.SalesReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes one page of the pages of several databases, which began at the same place and have the same
 * limit. What belongs to the page is on one of them, for nowhere does more stand before it than on
 * the page itself; and what more there is follows it.
 */
final class Merge {

  /** As tables list them. */
  private static final Comparator<OrderView> NEWEST_ORDER =
      Comparator.comparingLong(OrderView::createdAtMillis)
          .thenComparing(order -> order.placed().order())
          .reversed();

  private static final Comparator<LedgerEntry> NEWEST_ENTRY =
      Comparator.<LedgerEntry>comparingLong(entry -> entry.place().position())
          .thenComparingInt(entry -> entry.place().number())
          .reversed();

  private Merge() {}

  static OrderPage orders(List<OrderPage> pages, int limit) {
    List<OrderView> items = sorted(pages, OrderPage::items, NEWEST_ORDER);
    return new OrderPage(first(items, limit), isMore(pages, OrderPage::more, items, limit));
  }

  static LedgerPage movements(List<LedgerPage> pages, int limit) {
    List<LedgerEntry> items = sorted(pages, LedgerPage::items, NEWEST_ENTRY);
    return new LedgerPage(first(items, limit), isMore(pages, LedgerPage::more, items, limit));
  }

  /** Each order counts in one of them, so that sums are added. A database may lack a SKU. */
  static SalesReport sales(List<SalesReport> reports, int limit) {
    Map<String, SalesReport.Row> bySku = new TreeMap<>();
    for (SalesReport report : reports) {
      for (SalesReport.Row row : report.rows()) {
        SkuId sku = row.sku();
        bySku.merge(sku == null ? SalesBook.WHOLE_SHOP : sku.value(), row, Merge::sum);
      }
    }
    List<SalesReport.Row> rows = new ArrayList<>(bySku.values());
    return new SalesReport(first(rows, limit), isMore(reports, SalesReport::more, rows, limit));
  }

  private static SalesReport.Row sum(SalesReport.Row one, SalesReport.Row other) {
    List<Sales> periods = new ArrayList<>();
    for (int i = 0; i < one.periods().size(); i++) {
      periods.add(one.periods().get(i).plus(other.periods().get(i)));
    }
    return new SalesReport.Row(one.sku(), periods);
  }

  private static <P, T> List<T> sorted(
      List<P> pages, Function<P, List<T>> items, Comparator<T> order) {
    return pages.stream().flatMap(page -> items.apply(page).stream()).sorted(order).toList();
  }

  private static <T> List<T> first(List<T> items, int limit) {
    return items.subList(0, Math.min(items.size(), limit));
  }

  private static <P> boolean isMore(List<P> pages, Predicate<P> more, List<?> items, int limit) {
    return items.size() > limit || pages.stream().anyMatch(more);
  }
}
