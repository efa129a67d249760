package io.millrace.bench.soak;

import io.millrace.bench.report.BenchmarkFailed;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The shop that is soaked: what it sells, and what must be left of it. */
final class Shelves {

  static final String SHOP = "/v1/shops/soak";
  static final int SKUS = 20;
  static final int STOCK_UNITS = 100_000_000;
  static final String QUEUE = SHOP + "/queues/bells";

  private static final String PRICE = "{'amount':1999,'currency':'CNY'}";
  private static final String SOLD_OUT = "sold-out";

  private Shelves() {}

  static String sku(int number) {
    return "sku-" + number;
  }

  /** One unit of one SKU. */
  static String order(String sku, String buyer) {
    return "{'buyer':'%s','lines':[{'sku':'%s','quantity':1}],'expectedTotal':%s}"
        .formatted(buyer, sku, PRICE);
  }

  static String hopelessOrder(String buyer) {
    return order(SOLD_OUT, buyer);
  }

  static String payment() {
    return "{'amount':%s,'reference':'bank'}".formatted(PRICE);
  }

  /** Opens the shop; its merchant's key is returned. */
  static String open(Calls operator, URI server) throws IOException, InterruptedException {
    List<Calls.Call> calls = new ArrayList<>();
    // No order may expire while it is watched.
    calls.add(
        Calls.Call.put(
            SHOP, "{'name':'Soak','currency':'CNY','timezone':'UTC','paymentTimeout':'P30D'}"));
    List<String> skus = new ArrayList<>(List.of(SOLD_OUT));
    for (int i = 0; i < SKUS; i++) {
      skus.add(sku(i));
    }
    for (String sku : skus) {
      calls.add(
          Calls.Call.put(
              SHOP + "/skus/" + sku, "{'name':'Mug','price':%s,'onSale':true}".formatted(PRICE)));
    }
    for (int i = 0; i < SKUS; i++) {
      calls.add(
          Calls.Call.post(
              SHOP + "/skus/" + sku(i) + "/movements",
              "stock-" + i,
              "{'quantity':%d,'cause':'RECEIVED'}".formatted(STOCK_UNITS)));
    }
    calls.add(
        Calls.Call.put(
            QUEUE,
            "{'maxAttempts':20,'backoff':{'delays':['PT1S']},'lease':'PT10S','pastDue':'FIRE'}"));
    for (Calls.Call call : calls) {
      expectWell(operator.ask(server, call), call);
    }
    Calls.Call key = Calls.Call.post(SHOP + "/keys", "key", "");
    return expectWell(operator.ask(server, key), key).json().required("key").asString();
  }

  private static Calls.Heard expectWell(Calls.Heard heard, Calls.Call call) {
    if (!heard.isWell()) {
      throw new BenchmarkFailed(call + " was answered with " + heard);
    }
    return heard;
  }

  /** Units by where they are. */
  record Stock(long onHand, long held, long committed, long shipped) {
    Stock plus(Stock other) {
      return new Stock(
          onHand + other.onHand,
          held + other.held,
          committed + other.committed,
          shipped + other.shipped);
    }
  }

  /** Of all SKUs together. */
  static Stock stock(Calls operator, URI server) throws IOException, InterruptedException {
    Stock sum = new Stock(0, 0, 0, 0);
    for (int i = 0; i < SKUS; i++) {
      Calls.Call call = Calls.Call.get(SHOP + "/skus/" + sku(i) + "/stock");
      JsonNode stock = expectWell(operator.ask(server, call), call).json();
      sum =
          sum.plus(
              new Stock(
                  stock.required("onHand").asLong(),
                  stock.required("held").asLong(),
                  stock.required("committed").asLong(),
                  stock.required("shipped").asLong()));
    }
    return sum;
  }
}
