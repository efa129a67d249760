package io.millrace.bench.torture;

import io.millrace.bench.report.BenchmarkFailed;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.ShopId;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Two shops. In the mill all goes fast: what is not paid expires within seconds. In the rush
 * nothing happens by itself, and everybody wants the same few units, so that a history of them can
 * be searched for an order.
 *
 * @param millMerchant who acts for the mill
 */
record Premises(Actor millMerchant, Actor rushMerchant) {
  static final ShopId MILL = new ShopId("mill");
  static final ShopId RUSH = new ShopId("rush");

  /** There is never enough of it. */
  static final String SCARCE = "scarce";

  /** Three a buyer within a few seconds. */
  static final String RATIONED = "rationed";

  static final String PLENTY = "plenty";
  static final List<String> SKUS = List.of(SCARCE, RATIONED, PLENTY);
  static final String HOT = "hot";
  static final String QUEUE = "jobs";
  static final int BUYERS = 24;
  static final long PRICE = 1_999;

  private static final int FIRST_STOCK = 40;
  private static final int MUCH = 1_000_000;
  private static final String SOON = "PT1.5S";
  private static final String STAYS =
      "{'unshipped':'PT6S','uncompleted':'PT4S','completeAfterShipping':'PT7S',"
          + "'completeAfterDelivery':'PT2S'}";

  static String path(ShopId shop) {
    return "/v1/shops/" + shop;
  }

  static Actor buyer(int number) {
    return Actor.buyer(new BuyerId("buyer-" + number));
  }

  static String money(long amount) {
    return "{'amount':%d,'currency':'CNY'}".formatted(amount);
  }

  static String movement(int units) {
    return "{'quantity':%d,'cause':'RECEIVED'}".formatted(units);
  }

  /** Makes both, and puts into the ledger what is judged of it. */
  static Premises open(URI server, Wire wire, Keyring keys, Ledger ledger, long nowMillis)
      throws IOException, InterruptedException {
    Actor mill = shop(server, wire, keys, MILL, SOON);
    Actor rush = shop(server, wire, keys, RUSH, "P30D");
    letIn(server, wire, keys, mill, nowMillis);
    List<Asking> askings = new ArrayList<>();
    askings.add(
        Asking.put(
            path(MILL) + "/queues/" + QUEUE,
            mill,
            "{'maxAttempts':3,'backoff':{'first':'PT0.02S','cap':'PT0.2S','jitterPercent':50},"
                + "'lease':'PT1S','pastDue':'FIRE','deadRetention':'PT1M'}"));
    for (String sku : SKUS) {
      String limit = sku.equals(RATIONED) ? "'perBuyerLimit':{'quantity':3,'period':'PT3S'}," : "";
      askings.add(sku(MILL, mill, sku, limit));
      askings.add(stock(MILL, mill, sku, sku.equals(SCARCE) ? FIRST_STOCK : MUCH));
    }
    askings.add(sku(RUSH, rush, HOT, ""));
    askings.add(stock(MILL, mill, PLENTY, MUCH)); // once more, as somebody who is not sure
    for (Asking asking : askings) {
      long number = ledger.asked(asking, System.nanoTime());
      ledger.told(number, wellAsked(server, wire, asking), System.nanoTime());
    }
    return new Premises(mill, rush);
  }

  private static Asking sku(ShopId shop, Actor merchant, String sku, String limit) {
    return Asking.put(
        path(shop) + "/skus/" + sku,
        merchant,
        "{'name':'Mug','price':%s,%s'onSale':true}".formatted(money(PRICE), limit));
  }

  private static Asking stock(ShopId shop, Actor merchant, String sku, int units) {
    return Asking.post(
        path(shop) + "/skus/" + sku + "/movements", merchant, "first-" + sku, movement(units));
  }

  private static Actor shop(URI server, Wire wire, Keyring keys, ShopId shop, String paymentTimeout)
      throws IOException, InterruptedException {
    wellAsked(
        server,
        wire,
        Asking.put(
            path(shop),
            Actor.OPERATOR,
            "{'name':'Shop','currency':'CNY','timezone':'UTC','paymentTimeout':'%s','stays':%s}"
                .formatted(paymentTimeout, STAYS)));
    JsonNode made =
        wellAsked(server, wire, Asking.post(path(shop) + "/keys", Actor.OPERATOR, "", "")).json();
    String id = made.required("id").asString();
    keys.merchant(shop, id, made.required("key").asString());
    return Actor.merchant(id);
  }

  private static void letIn(URI server, Wire wire, Keyring keys, Actor mill, long nowMillis)
      throws IOException, InterruptedException {
    JsonNode made =
        wellAsked(server, wire, Asking.post(path(MILL) + "/buyer-secrets", mill, "", "")).json();
    for (int i = 0; i < BUYERS; i++) {
      keys.buyer(
          MILL,
          buyer(i),
          made.required("kid").asString(),
          made.required("secret").asString(),
          nowMillis);
    }
  }

  private static Answered wellAsked(URI server, Wire wire, Asking asking)
      throws IOException, InterruptedException {
    Answered answered = wire.ask(server, asking);
    if (!answered.isWell()) {
      throw new BenchmarkFailed(asking + " was answered with " + answered);
    }
    return answered;
  }
}
