package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What an operator sees of third parties; the one here has nobody who listens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartyCallsTest {

  private static final String CALLS = "/v1/admin/parties/calls";

  private TestEdge edge;

  @BeforeAll
  void start() {
    edge = new TestEdge();
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  /** An order of which the party is told; gives its id. */
  private String orderIn(String shopId) {
    TestShop shop = edge.shop(shopId, 5);
    String wish = "{\"url\":\"party:bank/told?a=1\",\"eventTypes\":[\"order.placed\"]}";
    assertThat(shop.merchant("POST", "/webhook-endpoints", wish).status()).isEqualTo(201);
    return shop.order("anna");
  }

  /** Until a try of it is logged with its outcome; the test's own deadline ends it. */
  private JsonNode awaitCall(String query) {
    JsonNode call = edge.asOperator("GET", CALLS + query, "").json().at("/items/0");
    while (!call.has("outcome")) {
      call = edge.asOperator("GET", CALLS + query, "").json().at("/items/0");
    }
    return call;
  }

  @Test
  void shouldFindCallsByOrderByShopAndByParty() {
    String order = orderIn("calling");
    JsonNode call = awaitCall("?order=" + order);
    assertThat(call.get("party").asString()).isEqualTo("bank");
    assertThat(call.get("shop").asString()).isEqualTo("calling");
    assertThat(call.get("order").asString()).isEqualTo(order);
    assertThat(call.get("outcome").asString()).isEqualTo("UNREACHABLE");
    assertThat(call.get("request").asString())
        .startsWith("POST /v1/told?…\n")
        .contains("webhook-signature: …", "\"order\":\"" + order + "\"");
    String id = call.get("id").asString();
    for (String query : new String[] {"?shop=calling", "?shop=calling&party=bank&order=" + order}) {
      assertThat(edge.asOperator("GET", CALLS + query, "").json().get("items"))
          .as(query)
          .anySatisfy(found -> assertThat(found.get("id").asString()).isEqualTo(id));
    }
    for (String query : new String[] {"?party=nobody", "?shop=another&order=" + order}) {
      assertThat(edge.asOperator("GET", CALLS + query, "").json().get("items")).as(query).isEmpty();
    }
    assertThat(edge.asOperator("GET", CALLS + "?order=x", "").at("/field")).isEqualTo("order");
  }

  @Test
  void shouldSendACallOnceMoreAndShowThat() {
    String order = orderIn("replaying");
    JsonNode call = awaitCall("?order=" + order);
    String path = CALLS + "/" + call.get("id").asString() + "/replay";
    Answer replayed = edge.asOperator("POST", path, "");
    assertThat(replayed.status()).as(replayed.text()).isEqualTo(200);
    assertThat(replayed.at("/replayOf")).isEqualTo(call.get("id").asString());
    assertThat(replayed.at("/result")).isEqualTo("FAILED");
    assertThat(replayed.at("/outcome")).isEqualTo("UNREACHABLE");
    Answer page = edge.asOperator("GET", CALLS + "?limit=1&order=" + order, "");
    assertThat(page.at("/items/0/key")).isEqualTo(call.get("key").asString());
    assertThat(page.at("/items/0/call")).isEqualTo(call.get("call").asString());
    String rest = CALLS + "?order=" + order + "&cursor=" + page.at("/nextCursor");
    assertThat(edge.asOperator("GET", rest, "").json().get("items")).isNotEmpty();
    assertThat(edge.asOperator("POST", path, "{\"insist\":1}").at("/field")).isEqualTo("insist");
    for (String none : new String[] {"999999", "x"}) {
      assertThat(edge.asOperator("POST", CALLS + "/" + none + "/replay", "").verdict())
          .isEqualTo("404 call_unknown");
    }
  }

  @Test
  void shouldSayHowItStandsWithEach() {
    Answer parties = edge.asOperator("GET", "/v1/admin/parties", "");
    assertThat(parties.at("/items/0/party")).isEqualTo("bank");
    assertThat(parties.at("/items/0/callsMax")).isEqualTo("32");
    assertThat(parties.json().get("items")).hasSize(1);
  }
}
