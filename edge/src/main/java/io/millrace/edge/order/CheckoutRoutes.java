package io.millrace.edge.order;

import static io.millrace.edge.http.Audience.BUYER;

import io.millrace.edge.auth.SubmitTokens;
import io.millrace.edge.http.ActingBuyer;
import io.millrace.edge.http.Exchange;
import io.millrace.edge.http.HttpAnswer;
import io.millrace.edge.http.Route;
import io.millrace.edge.http.Verdict;
import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.BuyerId;
import io.millrace.model.PricedLine;
import io.millrace.model.ShopId;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.PricedLineView;
import io.millrace.model.answer.PricedLinesView;
import io.millrace.model.command.PriceLines;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The confirmation page: what it costs now, and a token that holds us to it. */
public final class CheckoutRoutes {
  private final SubmitTokens tokens;

  public CheckoutRoutes(SubmitTokens tokens) {
    this.tokens = tokens;
  }

  public List<Route> all() {
    return List.of(
        Route.post("/v1/shops/{shop}/checkouts", BUYER, Route.BODY_BYTES_MAX, this::price));
  }

  private record Wanted(@Nullable BuyerId buyer, List<WantedLine> lines) {}

  /** 200, not 201: nothing is made and nothing can be found again. */
  private HttpAnswer price(Exchange exchange) {
    Wanted wanted = exchange.read(CheckoutRoutes::wanted);
    BuyerId buyer = ActingBuyer.of(exchange.caller(), wanted.buyer());
    Verdict verdict = exchange.ask(new PriceLines(buyer, wanted.lines()));
    PricedLinesView page = verdict.as(PricedLinesView.class);
    return verdict
        .json(200, json -> write(json, exchange.shop(), page))
        .with("Cache-Control", "no-store");
  }

  private void write(JsonWriter json, ShopId shop, PricedLinesView page) {
    json.text("buyer", page.buyer().value());
    json.numberedList("lines", page.lines(), (line, i) -> write(json, i, line, page.currency()));
    json.money("total", page.total(), page.currency())
        .text("submitToken", tokens.sign(shop, page))
        .time("expiresAt", SubmitTokens.expiresAtMillis(page));
  }

  private static void write(JsonWriter json, int index, PricedLineView view, Currency currency) {
    PricedLine line = view.line();
    json.number("line", index + 1)
        .text("sku", line.sku().value())
        .text("name", line.name())
        .number("quantity", line.quantity())
        .money("unitPrice", line.unitPrice(), currency)
        .money("discount", 0, currency)
        .money("total", line.total(), currency)
        .number("available", view.availableHint());
  }

  private static Wanted wanted(JsonReader json) {
    @Nullable BuyerId buyer = null;
    @Nullable List<WantedLine> lines = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "buyer" -> buyer = json.name(BuyerId::new);
        case "lines" -> lines = json.list(() -> PlaceOrderJson.wantedLine(json));
        default -> throw json.unknownField();
      }
    }
    return new Wanted(buyer, json.required(lines, "lines"));
  }
}
