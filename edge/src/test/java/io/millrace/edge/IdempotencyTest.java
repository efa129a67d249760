package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
  private TestEdge edge;
  private TestShop shop;

  @BeforeEach
  void start() {
    edge = new TestEdge();
    shop = edge.shop("s", 3);
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private Answer order(String token, String body, String key) {
    return edge.call("POST", shop.path + "/orders", token, body, key);
  }

  @Test
  void shouldGiveTheFirstAnswerAgainWhateverHasHappenedSince() {
    Answer first = order(shop.token("anna"), TestShop.ORDER, "k");
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.header("Idempotent-Replayed")).isEmpty();
    shop.buyer("anna", "POST", "/orders/" + first.at("/id") + "/cancel", "");
    edge.gate.pass(60_000);
    Answer again = order(shop.token("anna"), TestShop.ORDER, "k");
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.header("Date-Decided")).isNotEqualTo(first.header("Date-Decided"));
  }

  @Test
  void shouldTakeAnotherSpellingForTheSameRequest() {
    Answer first = order(shop.token("anna"), TestShop.ORDER, "k");
    String spelled =
        """
        { "metadata": {}, "charges": [],
          "expectedTotal": {"currency": "CNY", "amount": 1999},
          "lines": [{"quantity": 1, "s\\u006bu": "tea"}], "buyer": "anna" }
        """;
    Answer again = order(shop.token("anna"), spelled, "k");
    assertThat(again.header("Idempotent-Replayed")).as(again.text()).isEqualTo("true");
    assertThat(again.text()).isEqualTo(first.text());
  }

  @Test
  void shouldRefuseAnotherRequestUnderTheKey() {
    order(shop.token("anna"), TestShop.ORDER, "k");
    Answer other =
        order(shop.token("anna"), TestShop.ORDER.replace("}]", "}],\"reference\":\"r\""), "k");
    assertThat(other.verdict()).isEqualTo("422 idempotency_key_reused");
  }

  @Test
  void shouldKeepPartiesAndPathsApart() {
    String forAnna = TestShop.ORDER.replace("{\"lines\"", "{\"buyer\":\"anna\",\"lines\"");
    assertThat(order(shop.token("anna"), forAnna, "k").status()).isEqualTo(201);
    Answer merchant = order(shop.merchantKey, forAnna, "k");
    assertThat(merchant.status()).isEqualTo(201);
    assertThat(merchant.header("Idempotent-Replayed")).isEmpty();
    Answer operator = order(edge.operatorKey, forAnna, "k");
    assertThat(operator.header("Idempotent-Replayed")).isEmpty();
    Answer cancel =
        edge.call(
            "POST",
            shop.path + "/orders/" + merchant.at("/id") + "/cancel",
            shop.merchantKey,
            "",
            "k");
    assertThat(cancel.status()).isEqualTo(200);
    assertThat(cancel.header("Idempotent-Replayed")).isEmpty();
  }

  @Test
  void shouldTakeAllKeysOfAMerchantForOneParty() {
    String body = TestShop.ORDER.replace("{\"lines\"", "{\"buyer\":\"anna\",\"lines\"");
    Answer first = order(shop.merchantKey, body, "k");
    String second = edge.asOperator("POST", shop.path + "/keys", "").at("/key");
    Answer again = order(second, body, "k");
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.text()).isEqualTo(first.text());
  }

  @Test
  void shouldNotBindAKeyToARefusal() {
    String many =
        TestShop.ORDER.replace("\"quantity\":1", "\"quantity\":4").replace("1999", "7996");
    assertThat(order(shop.token("anna"), many, "k").verdict()).isEqualTo("409 sold_out");
    shop.merchant("POST", "/skus/tea/movements", "{\"quantity\":1,\"cause\":\"RECEIVED\"}");
    assertThat(order(shop.token("anna"), many, "k").status()).isEqualTo(201);
  }

  @Test
  void shouldSellEachUnitOnceToManyWhoAskTwice() throws Exception {
    try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Answer>> asked = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String buyer = "buyer-" + i;
        asked.add(() -> order(shop.token(buyer), TestShop.ORDER, "first"));
        asked.add(() -> order(shop.token(buyer), TestShop.ORDER, "first"));
      }
      int placed = 0;
      int replayed = 0;
      for (Future<Answer> answer : buyers.invokeAll(asked)) {
        boolean taken = answer.get().status() == 201;
        boolean again = !answer.get().header("Idempotent-Replayed").isEmpty();
        placed += taken && !again ? 1 : 0;
        replayed += taken && again ? 1 : 0;
        assertThat(taken || answer.get().verdict().equals("409 sold_out")).isTrue();
      }
      assertThat(placed).isEqualTo(3);
      assertThat(replayed).isEqualTo(3);
      assertThat(shop.merchant("GET", "/skus/tea/stock", "").at("/available")).isEqualTo("0");
    }
  }

  @Test
  void shouldSpendASubmitTokenOnceUnderWhateverKey() {
    String lines = "{\"lines\":[{\"sku\":\"tea\",\"quantity\":1}]}";
    Answer page = shop.buyer("anna", "POST", "/checkouts", lines);
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    assertThat(page.at("/total/amount")).isEqualTo("1999");
    assertThat(page.at("/lines/0/available")).isEqualTo("3");
    String token = page.at("/submitToken");
    String body = lines.replace("]}", "],\"submitToken\":\"" + token + "\"}");
    Answer first = order(shop.token("anna"), body, "click-1");
    assertThat(first.status()).as(first.text()).isEqualTo(201);
    Answer second = order(shop.token("anna"), body, "click-2");
    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(second.text()).isEqualTo(first.text());
    Answer other =
        order(shop.token("anna"), body.replace("\"quantity\":1", "\"quantity\":2"), "click-3");
    assertThat(other.verdict()).isEqualTo("409 submit_token_used");
    assertThat(other.at("/order")).isEqualTo(first.at("/id"));
  }

  @Test
  void shouldRefuseATokenThatIsForgedOrForeign() {
    String lines = "{\"lines\":[{\"sku\":\"tea\",\"quantity\":1}]}";
    String token = shop.buyer("anna", "POST", "/checkouts", lines).at("/submitToken");
    char flipped = token.charAt(30) == 'A' ? 'B' : 'A';
    String forged = token.substring(0, 30) + flipped + token.substring(31);
    TestShop elsewhere = edge.shop("elsewhere", 3);
    assertInvalidToken(order(shop.token("anna"), with(lines, forged), "1"));
    assertInvalidToken(order(shop.token("boris"), with(lines, token), "2"));
    assertInvalidToken(
        edge.call(
            "POST", elsewhere.path + "/orders", elsewhere.token("anna"), with(lines, token), "3"));
  }

  private static String with(String lines, String token) {
    return lines.replace("]}", "],\"submitToken\":\"" + token + "\"}");
  }

  private static void assertInvalidToken(Answer answer) {
    assertThat(answer.verdict()).as(answer.text()).isEqualTo("400 invalid");
    assertThat(answer.at("/field")).isEqualTo("submitToken");
  }
}
