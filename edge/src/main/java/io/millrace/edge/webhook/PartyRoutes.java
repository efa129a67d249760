package io.millrace.edge.webhook;

import static io.millrace.edge.http.Audience.OPERATOR;

import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Problem;
import io.millrace.edge.http.Route;
import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.page.Paging;
import io.millrace.model.OrderId;
import io.millrace.model.ShopId;
import io.millrace.model.refusal.Code;
import io.millrace.node.delivery.CallPage;
import io.millrace.node.delivery.CallReplay;
import io.millrace.node.delivery.CallSearch;
import io.millrace.node.delivery.CallView;
import io.millrace.node.delivery.PartyCalls;
import io.millrace.node.delivery.PartyStatus;
import java.util.List;
import java.util.function.Function;

/** How third parties are, what was asked of them, and once more. */
public final class PartyRoutes {
  private static final String PARTIES = "/v1/admin/parties";
  private static final String CALLS = PARTIES + "/calls";

  private final PartyCalls parties;

  public PartyRoutes(PartyCalls parties) {
    this.parties = parties;
  }

  public List<Route> all() {
    return List.of(
        Route.get(PARTIES, OPERATOR, this::list, "limit", "cursor"),
        Route.get(CALLS, OPERATOR, this::calls, "order", "party", "shop", "limit", "cursor"),
        Route.post(CALLS + "/{call}/replay", OPERATOR, Route.BODY_BYTES_MAX, this::replay));
  }

  private HttpAnswer list(Exchange exchange) {
    Paging paging = Paging.of(exchange, "parties");
    String after = paging.after() == null ? "" : paging.after();
    return HttpAnswer.json(
            200,
            json ->
                paging.writePart(
                    json,
                    parties.statuses(),
                    status -> status.name().compareTo(after) > 0,
                    PartyStatus::name,
                    PartyRoutes::write))
        .with("Cache-Control", "no-store");
  }

  private static void write(JsonWriter json, PartyStatus status) {
    json.text("party", status.name())
        .text("breaker", status.breaker().name())
        .number("underWay", status.underWay())
        .number("callsMax", status.callsMax())
        .number("done", status.done())
        .number("failed", status.failed())
        .number("held", status.held());
  }

  private HttpAnswer calls(Exchange exchange) {
    Paging paging = Paging.of(exchange, "parties/calls");
    CallSearch search =
        new CallSearch(
            exchange.parameter("party", Function.identity()),
            exchange.parameter("order", text -> new OrderId(Long.parseLong(text)).toString()),
            exchange.parameter("shop", ShopId::new),
            paging.after(Long::valueOf),
            paging.limit());
    CallPage page = DeliveryRoutes.ask(() -> parties.page(search));
    return HttpAnswer.json(
            200,
            json ->
                paging.write(
                    json,
                    page.items(),
                    page.more(),
                    call -> Long.toString(call.number()),
                    PartyRoutes::write))
        .with("Cache-Control", "no-store");
  }

  private static void write(JsonWriter json, CallView call) {
    json.text("id", Long.toString(call.number()))
        .text("party", call.party())
        .textIfAny("shop", call.shop().isEmpty() ? null : call.shop())
        .textIfAny("order", call.order().isEmpty() ? null : call.order())
        .textIfAny("key", call.key())
        .text("call", Long.toString(call.call()))
        .number("attempt", call.attempt());
    if (call.replayOf() != 0) {
      json.text("replayOf", Long.toString(call.replayOf())).text("by", call.by());
    }
    json.time("at", call.atMillis());
    String outcome = call.outcome();
    if (outcome != null) {
      json.text("outcome", outcome).number("tookMillis", call.tookMillis());
    }
    if (call.status() > 0) {
      json.number("status", call.status());
    }
    json.text("request", call.request()).text("response", call.response());
  }

  /** Who asks twice for a replay gets two: what the party makes of that is said by the key. */
  private HttpAnswer replay(Exchange exchange) {
    boolean insists = exchange.readIfAny(PartyRoutes::insists);
    String text = exchange.variable("call");
    long number = number(text);
    String by = exchange.caller().actor().role().name();
    return switch (DeliveryRoutes.ask(() -> parties.replay(number, by, insists))) {
      case CallReplay.Sent sent ->
          HttpAnswer.json(200, json -> write(json.text("replayOf", text), sent))
              .with("Cache-Control", "no-store");
      case CallReplay.MayBeDone _ ->
          throw Problem.of(
                  Code.CALL_MAY_BE_DONE,
                  "the party cannot know it for a repeat, and may have done it: insist to send it")
              .raised();
      case CallReplay.Unknown(String detail) -> throw unknown(detail).raised();
    };
  }

  private static boolean insists(JsonReader json) {
    boolean insists = false;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      if (!field.equals("insist")) {
        throw json.unknownField();
      }
      insists = json.bool();
    }
    return insists;
  }

  /** What is no number was never given to any call. */
  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw unknown("there is no call " + text).raised();
    }
  }

  private static Problem unknown(String detail) {
    return Problem.of(Code.CALL_UNKNOWN, detail);
  }

  private static void write(JsonWriter json, CallReplay.Sent sent) {
    switch (sent) {
      case CallReplay.Done done ->
          json.text("result", "DONE").number("status", done.status()).number("tries", done.tries());
      case CallReplay.Failed failed -> {
        json.text("result", "FAILED").text("outcome", failed.outcome());
        if (failed.status() > 0) {
          json.number("status", failed.status());
        }
        json.text("detail", failed.detail())
            .bool("mayBeDone", failed.mayBeDone())
            .number("tries", failed.tries());
      }
      case CallReplay.Held held ->
          json.text("result", "HELD")
              .text("heldBecause", held.why())
              .number("retryAfterMillis", held.retryAfterMillis())
              .bool("mayBeDone", held.mayBeDone())
              .number("tries", held.tries());
    }
  }
}
