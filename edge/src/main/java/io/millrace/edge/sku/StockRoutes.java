package io.millrace.edge.sku;

import static io.millrace.edge.http.Audience.MERCHANT;

import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.json.JsonReader;
import io.millrace.model.MovementCause;
import io.millrace.model.SkuId;
import io.millrace.model.answer.MovementView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.ReadStock;
import io.millrace.model.fact.StockMoved;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much of a SKU there is. */
public final class StockRoutes {
  private static final String SKU = "/v1/shops/{shop}/skus/{sku}";

  private StockRoutes() {}

  public static List<Route> all() {
    return List.of(
        Route.once(SKU + "/movements", MERCHANT, Route.BODY_BYTES_MAX, StockRoutes::move),
        Route.get(SKU + "/stock", MERCHANT, StockRoutes::read));
  }

  private static HttpAnswer move(Exchange exchange) {
    SkuId sku = exchange.sku();
    Verdict verdict = exchange.change(exchange.read(json -> movement(json, sku)));
    MovementView movement = verdict.as(MovementView.class);
    StockMoved moved = movement.moved();
    return verdict
        .json(
            201,
            json ->
                json.text("id", Long.toString(moved.id()))
                    .text("sku", moved.sku().value())
                    .number("quantity", moved.quantity())
                    .text("cause", moved.cause().name())
                    .textIfAny("reference", moved.reference())
                    .number("version", moved.version())
                    .time("at", movement.atMillis()))
        .with("Location", "/v1/shops/" + exchange.shop() + "/skus/" + sku + "/stock");
  }

  private static HttpAnswer read(Exchange exchange) {
    Verdict verdict = exchange.ask(new ReadStock(exchange.sku()));
    StockView stock = verdict.as(StockView.class);
    return verdict
        .json(
            200,
            json ->
                json.text("sku", stock.sku().value())
                    .number("onHand", stock.onHand())
                    .number("available", stock.available())
                    .number("held", stock.held())
                    .number("committed", stock.committed())
                    .number("shipped", stock.shipped())
                    .number("version", stock.version()))
        .withVersion(stock.version());
  }

  private static MoveStock movement(JsonReader json, SkuId sku) {
    @Nullable Integer quantity = null;
    @Nullable MovementCause cause = null;
    @Nullable String reference = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "quantity" -> quantity = json.smallInteger();
        case "cause" -> cause = json.constant(MovementCause.class);
        case "reference" -> reference = json.text();
        default -> throw json.unknownField();
      }
    }
    return new MoveStock(
        sku, json.required(quantity, "quantity"), json.required(cause, "cause"), reference);
  }
}
