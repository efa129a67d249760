package io.millrace.edge.hearing;

import static io.millrace.edge.http.Audience.MERCHANT;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.page.Paging;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuId;
import io.millrace.model.answer.ArchivedOrder;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.LedgerEntry;
import io.millrace.model.read.LedgerPage;
import io.millrace.model.read.OrderHistory;
import io.millrace.model.read.ReadModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to an order, and to a SKU's stock. */
public final class HistoryRoutes {

  private final Credentials credentials;
  private final Freshness fresh;

  public HistoryRoutes(Credentials credentials, ReadModel model) {
    this.credentials = credentials;
    this.fresh = new Freshness(credentials, model);
  }

  public List<Route> all() {
    return List.of(
        Route.get(
            "/v1/shops/{shop}/orders/{id}/history",
            MERCHANT,
            this::history,
            Freshness.AS_OF,
            "limit",
            "cursor"),
        Route.get(
            "/v1/shops/{shop}/skus/{sku}/movements",
            MERCHANT,
            this::movements,
            Freshness.AS_OF,
            "limit",
            "cursor"));
  }

  private HttpAnswer history(Exchange exchange) {
    ShopId shop = exchange.shop();
    OrderId order = exchange.order();
    Paging paging = Paging.of(exchange, "history/" + shop + "/" + order);
    AsOf<OrderHistory> asOf = fresh.ask(exchange, model -> model.history(shop, order));
    if (asOf.what().entries().isEmpty()) {
      Verdict verdict = exchange.ask(new ReadOrder(order)); // refuses what there is not
      if (!(verdict.answer() instanceof ArchivedOrder archived)) {
        throw Freshness.behind(asOf.position()).raised();
      }
      asOf = fresh.ask(shop, archived.keptUpTo(), model -> model.history(shop, order));
      if (asOf.what().entries().isEmpty()) {
        throw RefusalProblem.orderUnknown(order.toString()).raised();
      }
    }
    return history(shop, asOf, paging);
  }

  private HttpAnswer history(ShopId shop, AsOf<OrderHistory> asOf, Paging paging) {
    ShopSettings settings = credentials.settings(shop);
    FactJson facts = new FactJson(settings == null ? null : settings.currency());
    @Nullable Long after = paging.after(Long::valueOf);
    return Freshness.json(
        asOf,
        json ->
            paging.writePart(
                json,
                asOf.what().entries(),
                entry -> after == null || position(entry) > after,
                entry -> Long.toString(position(entry)),
                (item, entry) -> write(item, facts, entry)));
  }

  private static long position(OrderHistory.Entry entry) {
    return entry.recorded().shopSequence();
  }

  private static void write(JsonWriter json, FactJson facts, OrderHistory.Entry entry) {
    if (entry.recorded().fact() instanceof ShopFact fact) {
      facts.write(json, entry.recorded(), fact, entry.atMillis());
    }
  }

  private HttpAnswer movements(Exchange exchange) {
    ShopId shop = exchange.shop();
    SkuId sku = exchange.sku();
    Paging paging = Paging.of(exchange, "movements/" + shop + "/" + sku);
    LedgerEntry.@Nullable Place after = paging.after(HistoryRoutes::place);
    AsOf<LedgerPage> asOf =
        fresh.ask(exchange, model -> model.movements(shop, sku, after, paging.limit()));
    if (asOf.what().items().isEmpty()) {
      exchange.ask(new ReadStock(sku)); // refuses what there is not
    }
    return Freshness.json(
        asOf,
        json ->
            paging.write(
                json,
                asOf.what().items(),
                asOf.what().more(),
                entry -> entry.place().position() + "." + entry.place().number(),
                HistoryRoutes::write));
  }

  private static LedgerEntry.Place place(String text) {
    int dot = text.indexOf('.');
    return new LedgerEntry.Place(
        Long.parseLong(text.substring(0, Math.max(0, dot))),
        Integer.parseInt(text.substring(dot + 1)));
  }

  private static void write(JsonWriter json, LedgerEntry entry) {
    json.number("position", entry.place().position())
        .time("at", entry.atMillis())
        .text("cause", entry.cause())
        .number("quantity", entry.quantity())
        .object(
            "changed",
            changed ->
                changed
                    .number("onHand", entry.available() + entry.held() + entry.committed())
                    .number("available", entry.available())
                    .number("held", entry.held())
                    .number("committed", entry.committed()));
    OrderId order = entry.order();
    Long movement = entry.movement();
    json.textIfAny("order", order == null ? null : order.toString())
        .textIfAny("id", movement == null ? null : movement.toString())
        .textIfAny("reference", entry.reference());
  }
}
