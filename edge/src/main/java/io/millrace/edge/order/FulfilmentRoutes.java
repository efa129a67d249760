package io.millrace.edge.order;

import static io.millrace.edge.http.Audience.BUYER;
import static io.millrace.edge.http.Audience.MERCHANT;
import static io.millrace.edge.http.Route.BODY_BYTES_MAX;

import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.page.Paging;
import io.millrace.model.OrderId;
import io.millrace.model.answer.Receipt;
import io.millrace.model.answer.ShipmentFound;
import io.millrace.model.answer.ShipmentView;
import io.millrace.model.answer.ShippedView;
import io.millrace.model.command.Change;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.FindShipment;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.fact.OrderShipped;
import java.util.List;

/** What happens to an order after it was placed. Each change answers a receipt of its own fact. */
public final class FulfilmentRoutes {
  /** A shipment's versions: it is sent, and it arrives. */
  private static final int SENT = 1;

  private static final int DELIVERED = 2;
  private static final String ORDER = "/v1/shops/{shop}/orders/{id}";

  private final OrderFinder finder;

  public FulfilmentRoutes(OrderFinder finder) {
    this.finder = finder;
  }

  public List<Route> all() {
    return List.of(
        Route.once(ORDER + "/mark-paid", MERCHANT, BODY_BYTES_MAX, this::markPaid),
        Route.once(ORDER + "/cancel", BUYER, BODY_BYTES_MAX, this::cancel),
        Route.once(ORDER + "/extend", MERCHANT, BODY_BYTES_MAX, this::extend),
        Route.once(ORDER + "/ship", MERCHANT, BODY_BYTES_MAX, this::ship),
        Route.once(ORDER + "/shipments/{n}/delivered", MERCHANT, BODY_BYTES_MAX, this::deliver),
        Route.get(ORDER + "/shipments", BUYER, this::list, "limit", "cursor"),
        Route.get(ORDER + "/shipments/{n}", BUYER, this::read),
        Route.get("/v1/shops/{shop}/shipments", MERCHANT, FulfilmentRoutes::find, "reference"),
        Route.once(ORDER + "/postpone-completion", MERCHANT, BODY_BYTES_MAX, this::postpone),
        Route.once(ORDER + "/complete", BUYER, BODY_BYTES_MAX, this::complete));
  }

  private HttpAnswer markPaid(Exchange exchange) {
    OrderId order = exchange.order();
    return receipt(exchange, exchange.read(json -> FulfilmentJson.markPaid(json, order)));
  }

  private HttpAnswer cancel(Exchange exchange) {
    OrderId order = exchange.order();
    return receipt(exchange, exchange.readIfAny(json -> FulfilmentJson.cancel(json, order)));
  }

  private HttpAnswer extend(Exchange exchange) {
    OrderId order = exchange.order();
    return receipt(exchange, exchange.read(json -> FulfilmentJson.extend(json, order)));
  }

  private HttpAnswer ship(Exchange exchange) {
    OrderId order = exchange.order();
    ShipOrder ship = exchange.read(json -> FulfilmentJson.ship(json, order));
    Verdict verdict = finder.change(exchange, order, ship);
    ShippedView view = verdict.as(ShippedView.class);
    OrderShipped shipped = view.shipped();
    ShipmentView shipment = ShipmentView.of(shipped, view.atMillis(), null);
    return verdict
        .json(
            201,
            json -> {
              json.text("order", order.toString());
              OrderJson.write(json, shipment);
              json.text("orderStatus", shipped.status().name())
                  .number("version", shipped.version());
            })
        .withVersion(SENT)
        .with(
            "Location",
            "/v1/shops/"
                + exchange.shop()
                + "/orders/"
                + order
                + "/shipments/"
                + shipped.shipment());
  }

  private HttpAnswer list(Exchange exchange) {
    Paging paging = Paging.of(exchange, "shipments/" + exchange.order());
    Integer after = paging.after(Integer::valueOf);
    OrderFinder.Found found = finder.read(exchange, exchange.order());
    return found
        .verdict()
        .json(
            200,
            json ->
                paging.writePart(
                    json,
                    found.order().shipments(),
                    shipment -> after == null || shipment.shipment() > after,
                    shipment -> Integer.toString(shipment.shipment()),
                    OrderJson::write));
  }

  private HttpAnswer read(Exchange exchange) {
    int number = shipment(exchange);
    OrderFinder.Found found = finder.read(exchange, exchange.order());
    ShipmentView shipment =
        found.order().shipments().stream()
            .filter(one -> one.shipment() == number)
            .findFirst()
            .orElseThrow(() ->
                RefusalProblem.shipmentUnknown(exchange.order(), exchange.variable("n")).raised());
    return found
        .verdict()
        .json(200, json -> OrderJson.write(json, shipment))
        .withVersion(shipment.deliveredAtMillis() == null ? SENT : DELIVERED);
  }

  /** A page with the one shipment or none; a list of all shipments is the read model's. */
  private static HttpAnswer find(Exchange exchange) {
    String reference = exchange.parameter("reference");
    if (reference == null) {
      throw Problem.invalid("reference", "is missing").raised();
    }
    Verdict verdict = exchange.ask(new FindShipment(reference));
    ShipmentFound.Item found = verdict.as(ShipmentFound.class).item();
    return verdict.json(
        200,
        json ->
            json.list(
                    "items",
                    found == null ? List.<ShipmentFound.Item>of() : List.of(found),
                    (item, one) -> {
                      item.text("order", one.order().toString());
                      OrderJson.write(item, one.shipment());
                    })
                .textOrNull("nextCursor", null));
  }

  private HttpAnswer deliver(Exchange exchange) {
    OrderId order = exchange.order();
    int shipment = shipment(exchange);
    return receipt(exchange, exchange.read(json -> FulfilmentJson.deliver(json, order, shipment)));
  }

  private HttpAnswer postpone(Exchange exchange) {
    OrderId order = exchange.order();
    return receipt(exchange, exchange.read(json -> FulfilmentJson.postpone(json, order)));
  }

  private HttpAnswer complete(Exchange exchange) {
    CompleteOrder command = new CompleteOrder(exchange.order());
    exchange.readNothing();
    return receipt(exchange, command);
  }

  private HttpAnswer receipt(Exchange exchange, Change change) {
    Verdict verdict = finder.change(exchange, exchange.order(), change);
    Receipt receipt = verdict.as(Receipt.class);
    return verdict.json(
        200,
        json ->
            json.text("id", receipt.order().toString())
                .text("status", receipt.status().name())
                .number("version", receipt.version())
                .time("at", receipt.atMillis()));
  }

  private static int shipment(Exchange exchange) {
    String text = exchange.variable("n");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw RefusalProblem.shipmentUnknown(exchange.order(), text).raised();
    }
  }
}
