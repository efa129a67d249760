package io.millrace.bench.peers.spring;

import io.millrace.bench.peers.shop.BuyerTokens;
import io.millrace.bench.peers.shop.OrderBody;
import io.millrace.bench.peers.shop.PlacedOrder;
import io.millrace.bench.peers.shop.Prices;
import io.millrace.bench.peers.shop.Refused;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers leave as bytes with their length. Left to Spring, they would be sent in chunks, which
 * costs a second packet.
 */
@RestController
class OrderController {

  private final BuyerTokens tokens;
  private final Prices prices;
  private final OrderTransaction orders;
  private final JsonMapper json;

  OrderController(BuyerTokens tokens, Prices prices, OrderTransaction orders, JsonMapper json) {
    this.tokens = tokens;
    this.prices = prices;
    this.orders = orders;
    this.json = json;
  }

  @PostMapping("/v1/shops/{shop}/orders")
  ResponseEntity<byte[]> place(
      @PathVariable("shop") String shop,
      @RequestHeader(HttpHeaders.AUTHORIZATION) String authorization,
      @RequestHeader("Idempotency-Key") String key,
      @RequestBody OrderBody body) {
    String buyer = tokens.buyerOf(authorization, shop);
    PlacedOrder placed = orders.place(buyer, key, body.priced(prices));
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(HttpStatus.CREATED).contentType(MediaType.APPLICATION_JSON);
    if (placed.replayed()) {
      answer.header("Idempotent-Replayed", "true");
    }
    return answer.body(json.writeValueAsBytes(placed.body()));
  }

  @ExceptionHandler(Refused.class)
  ResponseEntity<byte[]> refused(Refused refused) {
    return ResponseEntity.status(refused.status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(json.writeValueAsBytes(refused.body()));
  }
}
