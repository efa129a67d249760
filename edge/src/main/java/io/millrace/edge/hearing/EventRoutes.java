package io.millrace.edge.hearing;

import static io.millrace.edge.http.Audience.BUYER;
import static io.millrace.edge.http.Audience.MERCHANT;

import io.millrace.edge.auth.Credentials;
import io.millrace.edge.http.ActingBuyer;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.RefusalProblem;
import io.millrace.edge.http.Route;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.read.ReadModel;
import io.millrace.node.follow.FactStreams;
import io.millrace.node.follow.FollowedFact;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A shop's facts in order, for its merchant; those about a buyer's orders, for the buyer. */
public final class EventRoutes {

  /** Of a buyer with more, the newest are heard of: some hundred kilobytes for each who listens. */
  static final int ORDERS_OF_A_BUYER_MAX = 10_000;

  private static final int ORDERS_ASKED = 200;

  private final Credentials credentials;
  private final FactStreams streams;
  private final @Nullable LeftOrders left;
  private final EventForms forms;

  /**
   * Routes over streams to which so many may listen at a time.
   *
   * @param model has a buyer's archived orders; null for a node that has none
   */
  public EventRoutes(
      Credentials credentials, FactStreams streams, @Nullable ReadModel model, int listenersMax) {
    this.credentials = credentials;
    this.streams = streams;
    this.left = model == null ? null : new LeftOrders(new Freshness(credentials, model));
    this.forms = new EventForms(new ListenerPlaces(listenersMax));
  }

  public List<Route> all() {
    return List.of(
        Route.get("/v1/shops/{shop}/events", MERCHANT, this::ofShop, "after", "limit"),
        Route.get("/v1/shops/{shop}/me/events", BUYER, this::ofBuyer, "after", "limit", "buyer"));
  }

  private HttpAnswer ofShop(Exchange exchange) {
    ShopId shop = exchange.shop();
    FactJson json = json(shop);
    return forms.answer(
        exchange,
        new EventForms.Events(
            null,
            behind -> streams.open(shop, behind),
            () -> streams.lastSequence(shop),
            (item, fact) -> write(item, json, fact, fact.recorded()),
            facts -> EventCsv.lines(facts, json)));
  }

  private HttpAnswer ofBuyer(Exchange exchange) {
    ShopId shop = exchange.shop();
    FactJson json = json(shop);
    BuyerId buyer = ActingBuyer.of(exchange.caller(), exchange.parameter("buyer", BuyerId::new));
    return forms.answer(
        exchange,
        new EventForms.Events(
            new ListenerPlaces.Buyer(shop, buyer),
            behind -> streams.open(shop, buyer, () -> orders(exchange, buyer), behind),
            () -> streams.lastSequence(shop),
            (item, fact) -> write(item, json, fact, withoutNames(fact.recorded())),
            null));
  }

  private FactJson json(ShopId shop) {
    ShopSettings settings = credentials.settings(shop);
    if (settings == null) {
      throw RefusalProblem.shopUnknown(shop.value()).raised();
    }
    return new FactJson(settings.currency());
  }

  private static void write(JsonWriter json, FactJson facts, FollowedFact fact, Recorded recorded) {
    if (recorded.fact() instanceof ShopFact of) {
      facts.write(json, recorded, of, fact.timeMillis());
    }
  }

  /** Which key of the merchant did something is nothing for buyers. */
  private static Recorded withoutNames(Recorded recorded) {
    if (recorded.actor().role() == Actor.Role.BUYER) {
      return recorded;
    }
    return new Recorded(
        recorded.level(),
        recorded.shop(),
        recorded.shopSequence(),
        new Actor(recorded.actor().role(), ""),
        recorded.key(),
        recorded.fact());
  }

  /** Memory is asked first: what leaves it meanwhile is in the tables. */
  private Collection<OrderId> orders(Exchange exchange, BuyerId buyer) {
    Set<OrderId> orders = new LinkedHashSet<>();
    long keptUpTo = 0;
    @Nullable OrderId after = null;
    boolean more = true;
    while (more && orders.size() < ORDERS_OF_A_BUYER_MAX) {
      OrderPage page =
          exchange.ask(new ListOrdersOfBuyer(buyer, after, ORDERS_ASKED)).as(OrderPage.class);
      List<OrderId> ids = LeftOrders.idsOf(page);
      orders.addAll(ids);
      after = ids.isEmpty() ? null : ids.getLast();
      keptUpTo = page.keptUpTo();
      more = page.more() && after != null;
    }
    if (keptUpTo > 0 && left != null) {
      left.addTo(
          orders, new LeftOrders.Left(exchange.shop(), buyer, keptUpTo), ORDERS_OF_A_BUYER_MAX);
    }
    return orders;
  }
}
