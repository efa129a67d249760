package io.millrace.edge.order;

import static io.millrace.edge.http.Audience.BUYER;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.auth.SubmitTokens;
import io.millrace.edge.hearing.Freshness;
import io.millrace.edge.http.ActingBuyer;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.shop.ShopMoney;
import io.millrace.model.BuyerId;
import io.millrace.model.ShopId;
import io.millrace.model.SubmitToken;
import io.millrace.model.answer.ArchivedOrder;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.OrderView;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.read.ReadModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders: placing, reading, finding. */
public final class OrderRoutes {
  private static final String ORDERS = "/v1/shops/{shop}/orders";

  private final Credentials credentials;
  private final SubmitTokens tokens;
  private final Runnable onPlaced;
  private final @Nullable OrderSearches searches;
  private final OrderFinder finder;
  private final OrdersFromMemory fromMemory;

  /** Of a node that has no read model. */
  public OrderRoutes(Credentials credentials, SubmitTokens tokens, Runnable onPlaced) {
    this(credentials, tokens, onPlaced, null);
  }

  /**
   * Routes that tell of what they do.
   *
   * @param onPlaced told of each order that was placed, repeats left out
   * @param readModel null for a node that has none: it lists only what memory has an index for
   */
  public OrderRoutes(
      Credentials credentials,
      SubmitTokens tokens,
      Runnable onPlaced,
      @Nullable ReadModel readModel) {
    this.credentials = credentials;
    this.tokens = tokens;
    this.onPlaced = onPlaced;
    Freshness fresh = readModel == null ? null : new Freshness(credentials, readModel);
    this.searches = fresh == null ? null : new OrderSearches(fresh);
    this.finder = new OrderFinder(fresh);
    this.fromMemory = new OrdersFromMemory(finder);
  }

  public List<Route> all() {
    List<String> parameters = new ArrayList<>(OrdersFromMemory.PARAMETERS);
    parameters.addAll(searches == null ? List.of() : OrderSearches.PARAMETERS);
    return List.of(
        Route.once(ORDERS, BUYER, Route.BODY_BYTES_MAX, this::place),
        Route.get(ORDERS + "/{id}", BUYER, this::read),
        Route.get(ORDERS, BUYER, this::list, parameters.toArray(String[]::new)));
  }

  private HttpAnswer list(Exchange exchange) {
    OrderSearches wider = searches;
    return wider != null && wider.isFor(exchange)
        ? wider.list(exchange)
        : fromMemory.list(exchange);
  }

  /** The order that a request asks for, read whole. */
  public PlaceOrder wanted(Exchange exchange) {
    ShopId shop = exchange.shop();
    ShopMoney money = ShopMoney.of(credentials, shop);
    PlaceOrderJson json = exchange.read(body -> PlaceOrderJson.read(body, money));
    BuyerId buyer = ActingBuyer.of(exchange.caller(), json.buyer());
    BuyersWords.check(exchange.caller(), json);
    return new PlaceOrder(
        buyer,
        json.lines(),
        json.expectedTotal(),
        token(shop, buyer, json.submitToken()),
        json.charges(),
        json.reference(),
        json.metadata(),
        json.paymentTimeout());
  }

  private HttpAnswer place(Exchange exchange) {
    ShopId shop = exchange.shop();
    Verdict verdict = exchange.change(wanted(exchange));
    if (verdict.changed()) {
      onPlaced.run();
    }
    OrderView order = OrderJson.placed(placed(exchange, verdict));
    return verdict
        .json(201, json -> OrderJson.write(json, shop, order))
        .with("Location", "/v1/shops/" + shop + "/orders/" + order.placed().order())
        .withVersion(order.version());
  }

  /** A repeat's order may have been archived since. */
  private OrderPlacedView placed(Exchange exchange, Verdict verdict) {
    if (!(verdict.answer() instanceof ArchivedOrder archived)) {
      return verdict.as(OrderPlacedView.class);
    }
    OrderView order = finder.placed(exchange, archived);
    return new OrderPlacedView(order.placed(), order.createdAtMillis());
  }

  private @Nullable SubmitToken token(ShopId shop, BuyerId buyer, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return tokens
        .read(shop, text)
        .filter(token -> token.buyer().equals(buyer))
        .orElseThrow(() ->
            Problem.invalid("submitToken", "was not made here for this shop and buyer").raised());
  }

  private HttpAnswer read(Exchange exchange) {
    ShopId shop = exchange.shop();
    OrderFinder.Found found = finder.read(exchange, exchange.order());
    OrderView order = found.order();
    return found
        .verdict()
        .json(200, json -> OrderJson.write(json, shop, order))
        .withVersion(order.version());
  }
}
