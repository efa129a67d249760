package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.edge.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** A batch of SKUs: what is wrong with one item is no matter of the others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SkuBatchTest {
  private TestEdge edge;
  private TestShop shop;
  private int shops;

  @BeforeAll
  void start() {
    edge = new TestEdge();
  }

  @BeforeEach
  void open() {
    shop = edge.shop("batch-" + ++shops, 0);
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  private Answer send(String key, String... items) {
    String body = "{\"items\":[" + String.join(",", items) + "]}";
    return edge.call("POST", shop.path + "/skus/batch", shop.merchantKey, body, key);
  }

  private static String good(String sku) {
    return "{\"sku\":\""
        + sku
        + "\",\"name\":\"One\",\"price\":{\"amount\":1,\"currency\":\"CNY\"},\"onSale\":true}";
  }

  /** Each item as "sku outcome", a refused one with its code and field. */
  private static List<String> told(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    List<String> told = new ArrayList<>();
    for (JsonNode item : answer.json().get("items")) {
      String outcome = item.path("sku").asString("-") + " " + item.get("outcome").asString();
      boolean refused = outcome.endsWith("REFUSED");
      assertThat(item.has("version")).isNotEqualTo(refused);
      assertThat(item.has("detail")).isEqualTo(refused);
      told.add(
          refused
              ? outcome + " " + item.get("code").asString() + " " + item.path("field").asString("")
              : outcome);
    }
    return told;
  }

  @Test
  void shouldRefuseEachWrongItemAndMakeTheOthers() {
    Answer answer =
        send(
            "wrong",
            good("a"),
            good("b").replace("CNY", "USD"),
            good("c").replace("\"amount\":1", "\"amount\":-1"),
            good("d").replace("\"name\":\"One\",", ""),
            good("e").replace("true", "\"true\""),
            good("f").replace("\"onSale\"", "\"onSail\""),
            good("g").replace("\"name\"", "\"sku\":\"g\",\"name\""),
            good("h").replace("{\"amount\":1,\"currency\":\"CNY\"}", "[[{\"x\":[1,{}]}]]"),
            "{\"price\":7,\"name\":[{}],\"sku\":\"late\"}",
            good("no id!"),
            "[\"an\",[\"array\"]]",
            "\"text\"",
            "17",
            "null",
            "{}",
            good("z"));
    assertThat(told(answer))
        .containsExactly(
            "a CREATED",
            "b REFUSED invalid items[1].price",
            "c REFUSED invalid items[2].price.amount",
            "d REFUSED invalid items[3].name",
            "e REFUSED invalid items[4].onSale",
            "f REFUSED invalid items[5].onSail",
            "- REFUSED invalid items[6].sku",
            "h REFUSED invalid items[7].price",
            "late REFUSED invalid items[8].price",
            "- REFUSED invalid items[9].sku",
            "- REFUSED invalid items[10]",
            "- REFUSED invalid items[11]",
            "- REFUSED invalid items[12]",
            "- REFUSED invalid items[13]",
            "- REFUSED invalid items[14].sku",
            "z CREATED");
    assertThat(answer.at("/items/1/detail"))
        .isEqualTo("items[1].price: must be in the shop's currency, CNY");
    assertThat(shop.merchant("GET", "/skus/z", "").status()).isEqualTo(200);
    assertThat(shop.merchant("GET", "/skus/b", "").verdict()).isEqualTo("404 sku_unknown");
  }

  @Test
  void shouldSayTheSameUnderTheSameKey() {
    String wrong = good("b").replace("\"amount\":1", "\"amount\":-1");
    Answer first = send("again", good("a"), wrong);
    Answer again = send("again", good("a"), wrong);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(send("again", good("a"), wrong.replace("-1", "-2")).verdict())
        .isEqualTo("422 idempotency_key_reused");
    String unreadable = good("c").replace("true", "1");
    send("unread", good("d"), unreadable);
    assertThat(send("unread", good("d"), unreadable.replace(":1}", ":2}")).verdict())
        .isEqualTo("422 idempotency_key_reused");
  }

  @Test
  void shouldRememberNothingOfABatchThatChangedNothing() {
    String wrong = good("a").replace("true", "1");
    assertThat(told(send("nothing", wrong))).containsExactly("a REFUSED invalid items[0].onSale");
    assertThat(told(send("nothing", good("a")))).containsExactly("a CREATED");
  }

  @Test
  void shouldRefuseWhatIsNoBatchAsAWhole() {
    assertThat(send("twice", good("a"), good("a")).at("/field")).isEqualTo("items[1].sku");
    assertThat(send("none").at("/field")).isEqualTo("items");
    String[] many = IntStream.range(0, 501).mapToObj(i -> good("m-" + i)).toArray(String[]::new);
    assertThat(send("many", many).at("/field")).isEqualTo("items");
    assertThat(send("json", good("a"), "{\"sku\":\"b\",}").verdict()).isEqualTo("400 invalid");
    assertThat(shop.merchant("GET", "/skus/a", "").verdict()).isEqualTo("404 sku_unknown");
  }

  @Test
  void shouldTakeFiveHundredAtOnce() {
    String[] most = IntStream.range(0, 500).mapToObj(i -> good("m-" + i)).toArray(String[]::new);
    assertThat(told(send("most", most))).hasSize(500).allMatch(item -> item.endsWith(" CREATED"));
  }

  /** A body as large as it may be, in a shop whose id stands in each fact at full length. */
  @Test
  void shouldTakeAWholeMebibyte() {
    shop = edge.shop("batch-" + "b".repeat(58), 0);
    int item = (Route.BATCH_BYTES_MAX - "{'items':[]}".length()) / 500 - 1;
    String described = "\"description\":\"" + "w".repeat(2_000) + "\",\"name\"";
    String[] large =
        IntStream.range(100, 600)
            .mapToObj(i -> good("l-" + i).replace("\"name\"", described))
            .map(text -> text.replace("One", "n".repeat(3 + item - text.length())))
            .toArray(String[]::new);
    assertThat(told(send("large", large))).hasSize(500).allMatch(told -> told.endsWith(" CREATED"));
  }

  /** An unknown field may be as long as a name may be; what is told of it is not. */
  @Test
  void shouldAnswerABatchOfTheWorstItems() {
    String name = "茶".repeat(40) + "x".repeat(70);
    String[] worst =
        IntStream.range(0, 500)
            .mapToObj(i -> "{\"" + name + "\":1,\"sku\":\"w-" + i + "\"}")
            .toArray(String[]::new);
    assertThat(told(send("worst", worst)))
        .hasSize(500)
        .allMatch(item -> item.contains(" REFUSED invalid items[") && item.endsWith("…"));
  }
}
