package io.millrace.bench.peers.redis;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.millrace.bench.peers.shop.BuyerTokens;
import io.millrace.bench.peers.shop.OrderBody;
import io.millrace.bench.peers.shop.PlacedOrder;
import io.millrace.bench.peers.shop.Prices;
import io.millrace.bench.peers.shop.Refused;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST …/orders}, on a virtual thread that waits for Redis. */
final class OrderHandler implements Handler {

  private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");
  private static final HeaderName REPLAYED = HeaderNames.create("Idempotent-Replayed");
  private static final JsonMapper JSON = new JsonMapper();

  private final BuyerTokens tokens;
  private final Prices prices;
  private final Script script;
  private final Ids ids;

  OrderHandler(BuyerTokens tokens, Prices prices, Script script, Ids ids) {
    this.tokens = tokens;
    this.prices = prices;
    this.script = script;
    this.ids = ids;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws IOException {
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    try {
      PlacedOrder placed = place(request);
      if (placed.replayed()) {
        response.header(REPLAYED, "true");
      }
      response.status(Status.CREATED_201).send(JSON.writeValueAsBytes(placed.body()));
    } catch (Refused refused) {
      response.status(Status.create(refused.status())).send(JSON.writeValueAsBytes(refused.body()));
    }
  }

  private PlacedOrder place(ServerRequest request) throws IOException {
    String shop = request.path().pathParameters().get("shop");
    String buyer =
        tokens.buyerOf(request.headers().first(HeaderNames.AUTHORIZATION).orElse(null), shop);
    String key = request.headers().first(KEY).orElseThrow(Refused::keyMissing);
    return script.place(ids.next(), buyer, key, read(request).priced(prices));
  }

  private static OrderBody read(ServerRequest request) throws IOException {
    try (InputStream body = request.content().inputStream()) {
      return JSON.readValue(body, OrderBody.class);
    } catch (JacksonException e) {
      throw Refused.unreadable(e);
    }
  }
}
