package io.millrace.edge.order;

import io.millrace.edge.hearing.Freshness;
import io.millrace.edge.http.ActingBuyer;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.page.Paging;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.command.FindOrder;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.ListStuckOrders;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.OrderSearch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists of orders that memory has an index for: by buyer, by reference, and those that are stuck.
 * They are as fresh as can be. Where some of a shop's orders have been archived, the read model
 * fills in what memory may lack.
 */
final class OrdersFromMemory {
  static final List<String> PARAMETERS = List.of("buyer", "reference", "stuck", "limit", "cursor");

  private final OrderFinder finder;

  OrdersFromMemory(OrderFinder finder) {
    this.finder = finder;
  }

  /** Some orders, and up to which of the shop's facts they are shown. */
  private record Shown(OrderPage page, long asOf) {}

  HttpAnswer list(Exchange exchange) {
    ShopId shop = exchange.shop();
    @Nullable String reference = exchange.parameter("reference");
    boolean stuck = exchange.parameter("stuck", OrdersFromMemory::isTrue) != null;
    if (stuck && (reference != null || exchange.parameter("buyer") != null)) {
      throw Problem.invalid("stuck", "goes without buyer and reference").raised();
    }
    @Nullable BuyerId of = OrderSearches.buyerOf(exchange);
    String which = stuck ? "orders/" + shop + "?stuck" : OrderSearches.listOf(shop, of, reference);
    Paging paging = Paging.of(exchange, which);
    @Nullable OrderId after = paging.after(text -> new OrderId(Long.parseLong(text)));
    Verdict verdict;
    Shown shown;
    if (stuck) { // what is stuck is not final
      verdict = exchange.ask(new ListStuckOrders(after, paging.limit()));
      shown = inMemory(verdict);
    } else if (reference != null) {
      verdict = exchange.ask(new FindOrder(reference));
      shown = named(exchange, verdict, reference, of);
    } else {
      BuyerId buyer = ActingBuyer.of(exchange.caller(), of);
      verdict = exchange.ask(new ListOrdersOfBuyer(buyer, after, paging.limit()));
      shown = ofBuyer(exchange, verdict, buyer, after, paging.limit());
    }
    OrderPage page = shown.page();
    return verdict
        .json(
            200,
            json ->
                paging.write(
                    json,
                    page.items(),
                    page.more(),
                    order -> order.placed().order().toString(),
                    (item, order) -> OrderJson.write(item, shop, order)))
        .with("As-Of", Long.toString(shown.asOf()));
  }

  private static Shown inMemory(Verdict verdict) {
    return new Shown(verdict.as(OrderPage.class), verdict.position());
  }

  /** A reference names one order in memory. Of archived ones that had it, the newest is shown. */
  private Shown named(
      Exchange exchange, Verdict verdict, String reference, @Nullable BuyerId buyer) {
    OrderPage page = verdict.as(OrderPage.class);
    List<OrderView> found =
        page.items().stream()
            .filter(order -> buyer == null || order.placed().buyer().equals(buyer))
            .toList();
    if (!page.archived() || !found.isEmpty()) {
      return new Shown(new OrderPage(found, false), verdict.position());
    }
    OrderSearch search =
        new OrderSearch(exchange.shop(), buyer, null, reference, null, null, null, 1);
    AsOf<OrderPage> asOf = finder.tables().ask(model -> model.orders(search));
    return shown(verdict, asOf, asOf.what().items(), 1);
  }

  private Shown ofBuyer(
      Exchange exchange, Verdict verdict, BuyerId buyer, @Nullable OrderId after, int limit) {
    OrderPage page = verdict.as(OrderPage.class);
    if (!page.archived()) {
      return inMemory(verdict);
    }
    OrderSearch search =
        new OrderSearch(exchange.shop(), buyer, null, null, null, null, after, limit);
    // Memory has so many that it could not look behind that order: the tables have all of them.
    boolean alone = page.items().isEmpty() && page.more();
    AsOf<OrderPage> asOf =
        alone
            ? finder.tables().ask(exchange.shop(), verdict.position(), m -> m.orders(search))
            : inTables(finder.tables(), search, verdict.position());
    Map<OrderId, OrderView> merged = new TreeMap<>(Comparator.reverseOrder());
    asOf.what().items().forEach(order -> merged.put(order.placed().order(), order));
    // Memory last: what it has is fresher.
    page.items().forEach(order -> merged.put(order.placed().order(), order));
    boolean more = (page.more() && !alone) || asOf.what().more();
    Shown all = shown(verdict, asOf, merged.values(), limit);
    return more ? new Shown(new OrderPage(all.page().items(), true), all.asOf()) : all;
  }

  /**
   * What the tables have behind an order. If they do not have that order yet, it is newer than all
   * that they have.
   */
  static AsOf<OrderPage> inTables(Freshness tables, OrderSearch search, long position) {
    OrderId after = search.after();
    AsOf<OrderPage> asOf = tables.ask(model -> model.orders(search));
    if (after == null || !asOf.what().items().isEmpty() || asOf.position() >= position) {
      return asOf;
    }
    AsOf<OrderPage> newest = tables.ask(model -> model.orders(search.behind(null)));
    boolean haveIt =
        newest.what().items().stream()
            .anyMatch(order -> order.placed().order().compareTo(after) >= 0);
    return haveIt ? tables.ask(model -> model.orders(search)) : newest;
  }

  /** It shows at least what both have. */
  private static Shown shown(
      Verdict verdict, AsOf<OrderPage> asOf, Collection<OrderView> all, int limit) {
    List<OrderView> items = new ArrayList<>(all);
    boolean more = items.size() > limit;
    return new Shown(
        new OrderPage(more ? items.subList(0, limit) : items, more),
        Math.min(verdict.position(), asOf.position()));
  }

  /** There is no list of those that are not stuck. */
  private static Boolean isTrue(String text) {
    if (!text.equals("true")) {
      throw new IllegalArgumentException("must be true, or not there");
    }
    return Boolean.TRUE;
  }
}
