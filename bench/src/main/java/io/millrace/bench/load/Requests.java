package io.millrace.bench.load;

import io.millrace.bench.goods.Basket;
import io.millrace.bench.goods.Baskets;
import io.millrace.bench.goods.Catalogue;
import java.util.ArrayList;
import java.util.List;

/**
 * The three kinds of requests, made ahead: one of each for every buyer, alike but for their end.
 */
final class Requests {

  private static final long SEED = 20_261_123;
  private static final String SHOP_PATH = "/v1/shops/" + Catalogue.SHOP;
  private static final int CREATED = 201;
  private static final int CONFLICT = 409;

  private final String host;
  private final Tokens tokens;
  private final int buyers;

  Requests(String host, Tokens tokens, int buyers) {
    this.host = host;
    this.tokens = tokens;
    this.buyers = buyers;
  }

  record Kinds(Kind orders, Kind noop, Kind refused) {}

  Kinds make() {
    List<Template> orders = new ArrayList<>();
    List<Template> noops = new ArrayList<>();
    List<Template> refused = new ArrayList<>();
    Baskets baskets = new Baskets(SEED, buyers);
    for (int i = 0; i < buyers; i++) {
      Basket basket = baskets.next();
      String token = tokens.mint("buyer-" + i);
      String body = body(basket, 0);
      int units = basket.units();
      orders.add(Template.post(SHOP_PATH + "/orders", host, token, body, units));
      noops.add(Template.post(SHOP_PATH + "/no-ops", host, token, body, 0));
      String soldOut = body(basket, Catalogue.SKUS);
      refused.add(Template.post(SHOP_PATH + "/orders", host, token, soldOut, 0));
    }
    return new Kinds(
        new Kind("orders", CREATED, orders),
        new Kind("noop", CREATED, noops),
        new Kind("refused", CONFLICT, refused));
  }

  /** The body of an order for one unit of one SKU. */
  static String oneUnit(int sku) {
    return body(new Basket(0, new int[] {sku}, new int[] {1}), 0);
  }

  /**
   * @param shift to the numbers of SKUs that are sold out: the same lines, the same bytes to read
   */
  private static String body(Basket basket, int shift) {
    StringBuilder body = new StringBuilder("{\"lines\":[");
    long total = 0;
    for (int i = 0; i < basket.skus().length; i++) {
      int sku = basket.skus()[i] + shift;
      total += Catalogue.price(sku) * basket.quantities()[i];
      body.append(i == 0 ? "" : ",")
          .append("{\"sku\":\"")
          .append(Catalogue.sku(sku))
          .append("\",\"quantity\":")
          .append(basket.quantities()[i])
          .append('}');
    }
    return body.append("],\"expectedTotal\":{\"amount\":")
        .append(total)
        .append(",\"currency\":\"")
        .append(Catalogue.CURRENCY.getCurrencyCode())
        .append("\"}}")
        .toString();
  }
}
