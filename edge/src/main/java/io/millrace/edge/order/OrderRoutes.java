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
import io.millrace.edge.page.Paging;
import io.millrace.edge.shop.ShopMoney;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.SubmitToken;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.OrderView;
import io.millrace.model.command.FindOrder;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.ListStuckOrders;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.Query;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.read.ReadModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders: placing, reading, finding. */
public final class OrderRoutes {
  private static final String ORDERS = "/v1/shops/{shop}/orders";
  private static final List<String> IN_MEMORY =
      List.of("buyer", "reference", "stuck", "limit", "cursor");

  private final Credentials credentials;
  private final SubmitTokens tokens;
  private final Runnable onPlaced;
  private final @Nullable OrderSearches searches;

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
    this.searches =
        readModel == null ? null : new OrderSearches(new Freshness(credentials, readModel));
  }

  public List<Route> all() {
    List<String> parameters = new ArrayList<>(IN_MEMORY);
    parameters.addAll(searches == null ? List.of() : OrderSearches.PARAMETERS);
    return List.of(
        Route.once(ORDERS, BUYER, Route.BODY_BYTES_MAX, this::place),
        Route.get(ORDERS + "/{id}", BUYER, OrderRoutes::read),
        Route.get(ORDERS, BUYER, this::list, parameters.toArray(String[]::new)));
  }

  private HttpAnswer list(Exchange exchange) {
    OrderSearches wider = searches;
    return wider != null && wider.isFor(exchange) ? wider.list(exchange) : inMemory(exchange);
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
    OrderView order = OrderJson.placed(verdict.as(OrderPlacedView.class));
    return verdict
        .json(201, json -> OrderJson.write(json, shop, order))
        .with("Location", "/v1/shops/" + shop + "/orders/" + order.placed().order())
        .withVersion(order.version());
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

  private static HttpAnswer read(Exchange exchange) {
    ShopId shop = exchange.shop();
    Verdict verdict = exchange.ask(new ReadOrder(exchange.order()));
    OrderView order = verdict.as(OrderView.class);
    return verdict
        .json(200, json -> OrderJson.write(json, shop, order))
        .withVersion(order.version());
  }

  /** By buyer, by reference, or those that are stuck: always as fresh as can be. */
  private static HttpAnswer inMemory(Exchange exchange) {
    ShopId shop = exchange.shop();
    @Nullable String reference = exchange.parameter("reference");
    @Nullable BuyerId named = exchange.parameter("buyer", BuyerId::new);
    boolean stuck = exchange.parameter("stuck", OrderRoutes::isTrue) != null;
    if (reference != null && named != null) {
      throw Problem.invalid("reference", "goes without buyer").raised();
    }
    if (stuck && (reference != null || named != null)) {
      throw Problem.invalid("stuck", "goes without buyer and reference").raised();
    }
    String which =
        stuck ? "orders/" + shop + "?stuck" : OrderSearches.listOf(shop, named, reference);
    Paging paging = Paging.of(exchange, which);
    @Nullable OrderId after = paging.after(text -> new OrderId(Long.parseLong(text)));
    Query query;
    if (stuck) {
      query = new ListStuckOrders(after, paging.limit());
    } else if (reference != null) {
      query = new FindOrder(reference);
    } else {
      query =
          new ListOrdersOfBuyer(ActingBuyer.of(exchange.caller(), named), after, paging.limit());
    }
    Verdict verdict = exchange.ask(query);
    OrderPage page = verdict.as(OrderPage.class);
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
        .with("As-Of", Long.toString(verdict.position()));
  }

  /** There is no list of those that are not stuck. */
  private static Boolean isTrue(String text) {
    if (!text.equals("true")) {
      throw new IllegalArgumentException("must be true, or not there");
    }
    return Boolean.TRUE;
  }
}
