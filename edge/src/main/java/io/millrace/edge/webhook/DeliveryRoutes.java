package io.millrace.edge.webhook;

import static io.millrace.edge.http.Audience.MERCHANT;

import io.millrace.edge.hearing.EventCursor;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.Route;
import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.page.Paging;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.command.ListWebhookEndpoints;
import io.millrace.model.refusal.Code;
import io.millrace.node.delivery.AttemptView;
import io.millrace.node.delivery.Deliveries;
import io.millrace.node.delivery.DeliveriesUnavailable;
import io.millrace.node.delivery.DeliveryPage;
import io.millrace.node.delivery.DeliverySearch;
import io.millrace.node.delivery.DeliveryState;
import io.millrace.node.delivery.DeliveryView;
import io.millrace.node.delivery.Holdup;
import io.millrace.node.follow.CursorLost;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FactStream;
import io.millrace.node.follow.FactStreams;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of deliveries: for receivers that miss something, and for who looks after them. */
public final class DeliveryRoutes {
  private static final String DELIVERIES = WebhookRoutes.ENDPOINT + "/deliveries";
  private static final String DELIVERY = DELIVERIES + "/{delivery}";

  /** A delivery's number is no other's, so that it can be named without its endpoint. */
  private static final String ANY_DELIVERY = "/v1/shops/{shop}/deliveries/{delivery}";

  private final Deliveries deliveries;
  private final FactStreams streams;

  public DeliveryRoutes(Deliveries deliveries, FactStreams streams) {
    this.deliveries = deliveries;
    this.streams = streams;
  }

  public List<Route> all() {
    return List.of(
        Route.get(DELIVERIES, MERCHANT, this::list, "event", "order", "status", "limit", "cursor"),
        Route.get(DELIVERY, MERCHANT, this::read),
        Route.post(DELIVERY + "/redeliver", MERCHANT, Route.BODY_BYTES_MAX, this::redeliver),
        Route.post(ANY_DELIVERY + "/redeliver", MERCHANT, Route.BODY_BYTES_MAX, this::redeliverAny),
        Route.post(
            WebhookRoutes.ENDPOINT + "/replay", MERCHANT, Route.BODY_BYTES_MAX, this::replay));
  }

  interface Question<T> {
    T ask() throws DeliveriesUnavailable;
  }

  static <T> T ask(Question<T> question) {
    try {
      return question.ask();
    } catch (DeliveriesUnavailable e) {
      throw Problem.of(Code.DELIVERIES_UNAVAILABLE, String.valueOf(e.getMessage())).raised();
    }
  }

  /** The endpoint in the path, which must be there. */
  private static String endpoint(Exchange exchange) {
    String id = exchange.variable("endpoint");
    var _ = WebhookRoutes.find(exchange.ask(new ListWebhookEndpoints()), id);
    return id;
  }

  private HttpAnswer list(Exchange exchange) {
    String endpoint = endpoint(exchange);
    Paging paging = Paging.of(exchange, "deliveries/" + exchange.shop() + "/" + endpoint);
    DeliverySearch search =
        new DeliverySearch(
            exchange.shop(),
            endpoint,
            exchange.parameter("event", EventCursor::parse),
            exchange.parameter("order", text -> new OrderId(Long.parseLong(text))),
            exchange.parameter("status", DeliveryRoutes::state),
            paging.after(Long::valueOf),
            paging.limit());
    DeliveryPage page = ask(() -> deliveries.page(search));
    return HttpAnswer.json(
            200,
            json ->
                paging.write(
                    json,
                    page.items(),
                    page.more(),
                    view -> Long.toString(view.delivery()),
                    DeliveryRoutes::write))
        .with("Cache-Control", "no-store");
  }

  private static DeliveryState state(String text) {
    for (DeliveryState state : DeliveryState.values()) {
      if (state.name().equals(text)) {
        return state;
      }
    }
    throw new IllegalArgumentException("must be WAITING, DELIVERED or DEAD");
  }

  private HttpAnswer read(Exchange exchange) {
    String endpoint = endpoint(exchange);
    long number = number(exchange);
    return one(exchange, ask(() -> deliveries.find(exchange.shop(), endpoint, number)));
  }

  private HttpAnswer redeliver(Exchange exchange) {
    exchange.readNothing();
    String endpoint = endpoint(exchange);
    long number = number(exchange);
    return one(exchange, ask(() -> deliveries.redeliver(exchange.shop(), endpoint, number)));
  }

  private HttpAnswer redeliverAny(Exchange exchange) {
    exchange.readNothing();
    var _ = exchange.ask(new ListWebhookEndpoints()); // refused where there is no such shop
    long number = number(exchange);
    return one(exchange, ask(() -> deliveries.redeliver(exchange.shop(), number)));
  }

  private static HttpAnswer one(Exchange exchange, Optional<DeliveryView> found) {
    DeliveryView view = found.orElseThrow(() -> unknown(exchange.variable("delivery")).raised());
    return HttpAnswer.json(
            200,
            json -> {
              write(json, view);
              json.list("log", view.log(), DeliveryRoutes::write);
            })
        .with("Cache-Control", "no-store");
  }

  /** What is no number was never given to any delivery. */
  private static long number(Exchange exchange) {
    String text = exchange.variable("delivery");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw unknown(text).raised();
    }
  }

  private static Problem unknown(String delivery) {
    return Problem.of(
        Code.DELIVERY_UNKNOWN,
        "there is no delivery " + delivery,
        json -> json.text("delivery", delivery));
  }

  private HttpAnswer replay(Exchange exchange) {
    EventPlace after = exchange.read(DeliveryRoutes::after);
    String endpoint = endpoint(exchange);
    ShopId shop = exchange.shop();
    try (FactStream probe = streams.open(shop, after)) {
      probe.next(1);
    } catch (CursorLost e) {
      throw Problem.of(Code.CURSOR_GONE, String.valueOf(e.getMessage())).raised();
    }
    if (!ask(() -> deliveries.replay(shop, endpoint, after))) {
      throw Problem.of(
              Code.DELIVERIES_UNAVAILABLE, "deliveries have not come as far as this endpoint yet")
          .raised();
    }
    return HttpAnswer.json(200, json -> json.text("id", endpoint).bool("replaying", true))
        .with("Cache-Control", "no-store");
  }

  /** Without a cursor: from the beginning. */
  private static EventPlace after(JsonReader json) {
    @Nullable EventPlace after = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "after" -> {
          String text = json.text();
          try {
            after = text.isEmpty() ? EventPlace.BEGINNING : EventCursor.parse(text);
          } catch (IllegalArgumentException _) {
            throw Problem.invalid("after", "is not a cursor of events").raised();
          }
        }
        default -> throw json.unknownField();
      }
    }
    return json.required(after, "after");
  }

  private static void write(JsonWriter json, DeliveryView view) {
    json.text("id", Long.toString(view.delivery()))
        .text("event", view.event())
        .text("type", view.type())
        .textIfAny("order", view.order() == 0 ? null : Long.toString(view.order()))
        .text("status", view.state().name())
        .number("attempts", view.attempts());
    if (view.state() == DeliveryState.WAITING) {
      Holdup held = view.heldBecause();
      json.time("nextAttemptAt", view.dueAtMillis())
          .textIfAny("heldBecause", held == null ? null : held.name());
    }
    json.time("createdAt", view.createdAtMillis());
    if (view.settledAtMillis() > 0) {
      json.time("settledAt", view.settledAtMillis());
    }
  }

  private static void write(JsonWriter json, AttemptView attempt) {
    json.number("attempt", attempt.attempt())
        .time("at", attempt.atMillis())
        .number("tookMillis", attempt.tookMillis())
        .text("outcome", attempt.outcome().name());
    if (attempt.status() > 0) {
      json.number("status", attempt.status());
    }
    json.text("request", attempt.request()).text("response", attempt.response());
  }
}
