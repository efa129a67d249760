package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderLifeTest {
  private static final String PAID =
      "{\"amount\":{\"amount\":3998,\"currency\":\"CNY\"},\"reference\":\"bank-1\"}";

  private TestEdge edge;
  private TestShop shop;

  @BeforeAll
  void start() {
    edge = new TestEdge();
    shop = edge.shop("s", 100);
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private Answer placed(String reference) {
    String body =
        """
        {"buyer":"anna","lines":[{"sku":"tea","quantity":2}],"reference":"%s",
         "expectedTotal":{"amount":3998,"currency":"CNY"},"metadata":{"b":"2","a":"1"}}
        """
            .formatted(reference);
    return shop.buyer("anna", "POST", "/orders", body);
  }

  @Test
  void shouldLiveFromPlacingToCompletion() {
    Answer placed = placed("life");
    assertThat(placed.status()).as(placed.text()).isEqualTo(201);
    String order = "/orders/" + placed.at("/id");
    assertThat(placed.header("Location")).isEqualTo(shop.path + order);
    assertThat(placed.header("ETag")).isEqualTo("\"1\"");
    assertThat(placed.json().get("metadata").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
    Answer read = shop.buyer("anna", "GET", order, "");
    assertThat(read.text()).isEqualTo(placed.text());

    Answer wrong = shop.merchant("POST", order + "/mark-paid", PAID.replace("3998", "1"));
    assertThat(wrong.verdict()).isEqualTo("409 amount_mismatch");
    assertThat(wrong.at("/total/amount")).isEqualTo("3998");
    Answer paid = shop.merchant("POST", order + "/mark-paid", PAID);
    assertThat(paid.text()).startsWith("{\"id\":\"" + placed.at("/id") + "\",\"status\":\"PAID\"");
    Answer cancel = shop.buyer("anna", "POST", order + "/cancel", "{\"reason\":\"LATE\"}");
    assertThat(cancel.verdict()).isEqualTo("409 order_state");
    assertThat(cancel.at("/status")).isEqualTo("409");
    assertThat(cancel.at("/orderStatus")).isEqualTo("PAID");
    assertThat(cancel.at("/allowed/0")).isNotEmpty();

    Answer parcel =
        shop.merchant(
            "POST",
            order + "/ship",
            "{\"lines\":[{\"line\":1,\"quantity\":1}],\"carrier\":\"SF\",\"trackingNumber\":\"1\"}");
    assertThat(parcel.status()).isEqualTo(201);
    assertThat(parcel.at("/shipment")).isEqualTo("1");
    assertThat(parcel.at("/orderStatus")).isEqualTo("PAID");
    assertThat(parcel.header("Location")).isEqualTo(shop.path + order + "/shipments/1");
    shop.merchant("POST", order + "/ship", "{\"carrier\":\"SF\",\"trackingNumber\":\"2\"}");
    Answer delivered =
        shop.merchant(
            "POST", order + "/shipments/2/delivered", "{\"at\":\"2026-11-18T12:00:00+01:00\"}");
    assertThat(delivered.status()).as(delivered.text()).isEqualTo(200);
    assertThat(
            shop.merchant(
                    "POST", order + "/shipments/3/delivered", "{\"at\":\"2026-11-18T11:00:00Z\"}")
                .verdict())
        .isEqualTo("404 shipment_unknown");
    assertThat(
            shop.merchant(
                    "POST", order + "/shipments/x/delivered", "{\"at\":\"2026-11-18T11:00:00Z\"}")
                .verdict())
        .isEqualTo("404 shipment_unknown");
    Answer second = shop.buyer("anna", "GET", order + "/shipments/2", "");
    assertThat(second.at("/deliveredAt")).isEqualTo("2026-11-18T11:00:00.000Z");
    assertThat(second.header("ETag")).isEqualTo("\"2\"");
    assertThat(shop.buyer("anna", "GET", order + "/shipments/9", "").verdict())
        .isEqualTo("404 shipment_unknown");
    assertThat(shop.buyer("boris", "GET", order + "/shipments/2", "").verdict())
        .isEqualTo("404 order_unknown");
    Answer page = shop.buyer("anna", "GET", order + "/shipments?limit=1", "");
    assertThat(page.at("/items/0/shipment")).isEqualTo("1");
    Answer next =
        shop.buyer("anna", "GET", order + "/shipments?cursor=" + page.at("/nextCursor"), "");
    assertThat(next.at("/items/0/shipment")).isEqualTo("2");
    assertThat(next.json().get("items").size()).isEqualTo(1);
    assertThat(next.json().get("nextCursor").isNull()).isTrue();
    assertThat(shop.buyer("anna", "POST", order + "/complete", "").status()).isEqualTo(200);

    Answer done = shop.merchant("GET", order, "");
    assertThat(done.at("/status")).isEqualTo("COMPLETED");
    assertThat(done.at("/course")).isEqualTo("COMPLETED");
    assertThat(done.at("/payment")).isEqualTo("PAID");
    assertThat(done.at("/fulfilment")).isEqualTo("SHIPPED");
    assertThat(done.at("/paid/amount")).isEqualTo("3998");
    assertThat(done.at("/lines/0/shipped")).isEqualTo("2");
    assertThat(done.at("/lines/0/delivered")).isEqualTo("1");
    assertThat(done.at("/shipments/1/deliveredAt")).isEqualTo("2026-11-18T11:00:00.000Z");
    assertThat(done.at("/version")).isEqualTo("6");
    assertThat(done.header("ETag")).isEqualTo("\"6\"");
  }

  @Test
  void shouldFindAShipmentByTheNameThatTheMerchantGaveIt() {
    String order = "/orders/" + shop.order("anna");
    shop.merchant("POST", order + "/mark-paid", PAID.replace("3998", "1999"));
    String parcel =
        """
        {"carrier":"SF","trackingNumber":"1","reference":"parcel-1","metadata":{"b":"2","a":"1"}}\
        """;
    Answer sent = shop.merchant("POST", order + "/ship", parcel);
    assertThat(sent.status()).as(sent.text()).isEqualTo(201);
    assertThat(sent.at("/reference")).isEqualTo("parcel-1");
    assertThat(sent.at("/metadata/a")).isEqualTo("1");
    Answer found = shop.merchant("GET", "/shipments?reference=parcel-1", "");
    assertThat(found.at("/items/0/order")).isEqualTo(order.substring("/orders/".length()));
    assertThat(found.at("/items/0/metadata/b")).isEqualTo("2");
    assertThat(shop.merchant("GET", "/shipments?reference=parcel-2", "").json().get("items"))
        .isEmpty();
    assertThat(shop.merchant("GET", "/shipments", "").at("/field")).isEqualTo("reference");

    String other = "/orders/" + shop.order("anna");
    shop.merchant("POST", other + "/mark-paid", PAID.replace("3998", "1999"));
    Answer taken = shop.merchant("POST", other + "/ship", parcel);
    assertThat(taken.verdict()).isEqualTo("409 reference_taken");
    assertThat(taken.at("/order")).isEqualTo(order.substring("/orders/".length()));
    assertThat(taken.at("/shipment")).isEqualTo("1");
    String labels = "{\"carrier\":\"SF\",\"trackingNumber\":\"1\",\"metadata\":{\"a\":7}}";
    assertThat(shop.merchant("POST", other + "/ship", labels).at("/field")).isEqualTo("metadata.a");
  }

  @Test
  void shouldGiveCancelledStockBack() {
    String before = shop.merchant("GET", "/skus/tea/stock", "").at("/available");
    Answer placed = placed("cancelled");
    Answer cancelled =
        shop.merchant(
            "POST", "/orders/" + placed.at("/id") + "/cancel", "{\"reason\":\"NO_STOCK\"}");
    assertThat(cancelled.at("/status")).isEqualTo("CANCELLED");
    Answer order = shop.merchant("GET", "/orders/" + placed.at("/id"), "");
    assertThat(order.at("/closeReason")).isEqualTo("NO_STOCK");
    assertThat(order.at("/closedAt")).isNotEmpty();
    assertThat(shop.merchant("GET", "/skus/tea/stock", "").at("/available")).isEqualTo(before);
  }

  @Test
  void shouldFindAnOrderByItsReferenceButNotForAnotherBuyer() {
    Answer placed = placed("found");
    Answer found = shop.merchant("GET", "/orders?reference=found", "");
    assertThat(found.at("/items/0/id")).isEqualTo(placed.at("/id"));
    assertThat(found.json().get("nextCursor").isNull()).isTrue();
    assertThat(shop.buyer("anna", "GET", "/orders?reference=found", "").json().get("items").size())
        .isEqualTo(1);
    assertThat(shop.buyer("boris", "GET", "/orders?reference=found", "").json().get("items").size())
        .isEqualTo(0);
    assertThat(shop.buyer("boris", "GET", "/orders/" + placed.at("/id"), "").verdict())
        .isEqualTo("404 order_unknown");
    Answer twin = placed("found");
    assertThat(twin.verdict()).isEqualTo("409 reference_taken");
    assertThat(twin.at("/order")).isEqualTo(placed.at("/id"));
  }

  @Test
  void shouldTakeNoTextFromBuyers() {
    for (String words :
        new String[] {"\"reference\":\"ring twice\"", "\"metadata\":{\"to\":\"5 Mill Rd\"}"}) {
      String body = "{\"buyer\":\"anna\"," + words + "," + TestShop.ORDER.strip().substring(1);
      Answer refused = shop.buyer("anna", "POST", "/orders", body);
      assertThat(refused.verdict()).isEqualTo("400 invalid");
      assertThat(refused.at("/field")).isIn("reference", "metadata.to");
      assertThat(shop.merchant("POST", "/orders", body).status()).isEqualTo(201);
    }
    assertThat(placed("A-17:b.c_d").status()).isEqualTo(201);
  }

  @Test
  void shouldTellHowManyUnitsAreLeftToBeSent() {
    String order = "/orders/" + placed("too-many").at("/id");
    shop.merchant("POST", order + "/mark-paid", PAID);
    Answer refused =
        shop.merchant(
            "POST",
            order + "/ship",
            "{\"lines\":[{\"line\":1,\"quantity\":3}],\"carrier\":\"SF\",\"trackingNumber\":\"1\"}");
    assertThat(refused.verdict()).isEqualTo("409 shipment_exceeds_order");
    assertThat(refused.at("/line")).isEqualTo("1");
    assertThat(refused.at("/quantity")).isEqualTo("3");
    assertThat(refused.at("/left")).isEqualTo("2");
  }

  @Test
  void shouldRefuseUnknownGoodsByTheirPlace() {
    String unknown = TestShop.ORDER.replace("tea", "none");
    Answer inBody = shop.buyer("anna", "POST", "/orders", unknown);
    assertThat(inBody.verdict()).isEqualTo("409 sku_unknown");
    assertThat(inBody.at("/status")).isEqualTo("409");
    assertThat(inBody.at("/sku")).isEqualTo("none");
    Answer inPath = shop.merchant("GET", "/skus/none/stock", "");
    assertThat(inPath.verdict()).isEqualTo("404 sku_unknown");
    Answer all =
        shop.buyer(
            "anna",
            "POST",
            "/orders",
            TestShop.ORDER.replace("\"quantity\":1", "\"quantity\":9999"));
    assertThat(all.verdict()).isEqualTo("409 sold_out");
    assertThat(all.at("/sku")).isEqualTo("tea");
    assertThat(all.at("/available")).isNotEmpty();
    Answer guard =
        shop.buyer("anna", "POST", "/orders", "{\"lines\":[{\"sku\":\"tea\",\"quantity\":1}]}");
    assertThat(guard.verdict()).isEqualTo("400 price_guard_missing");
    Answer stock =
        shop.merchant("POST", "/skus/tea/movements", "{\"quantity\":-5000,\"cause\":\"DAMAGED\"}");
    assertThat(stock.verdict()).isEqualTo("409 stock_committed");
  }
}
