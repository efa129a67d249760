package io.millrace.bench.orders;

import io.millrace.edge.EdgeParts;
import io.millrace.edge.auth.SubmitTokens;
import io.millrace.edge.http.Audience;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Route;
import io.millrace.edge.order.OrderRoutes;
import java.util.List;

/**
 * The yardstick: takes an order as the order's own route does, with the same authentication and the
 * same reading of the whole body, and answers a constant. It asks no engine, writes no log and
 * serialises no order, so whatever those cost is in the ratio.
 */
final class NoOpRoute {

  private static final String PATH = "/v1/shops/{shop}/no-ops";
  private static final int CREATED = 201;
  private static final HttpAnswer CONSTANT =
      HttpAnswer.json(CREATED, json -> json.text("status", "NO_OP"));

  private final OrderRoutes orders;

  private NoOpRoute(OrderRoutes orders) {
    this.orders = orders;
  }

  static List<Route> of(EdgeParts parts) {
    SubmitTokens tokens = parts.nodeKey().submitTokens(parts.random());
    NoOpRoute route = new NoOpRoute(new OrderRoutes(parts.credentials(), tokens, () -> {}));
    return List.of(Route.once(PATH, Audience.BUYER, Route.BODY_BYTES_MAX, route::answer));
  }

  private HttpAnswer answer(Exchange exchange) {
    orders.wanted(exchange);
    return CONSTANT;
  }
}
