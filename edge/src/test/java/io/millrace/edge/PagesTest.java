package io.millrace.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesTest {
  private TestEdge edge;
  private TestShop shop;

  @BeforeAll
  void start() {
    edge = new TestEdge();
    shop = edge.shop("s", 50);
  }

  @AfterAll
  void stop() {
    edge.close();
  }

  /** All ids of a list, page by page; between pages the given thing happens. */
  private List<String> all(UnaryOperator<String> page, Runnable between) {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    do {
      Answer answer = edge.asOperator("GET", page.apply(cursor), "");
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      for (JsonNode item : answer.json().get("items")) {
        ids.add(item.get("id").asString());
      }
      JsonNode next = answer.json().get("nextCursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.asString();
      between.run();
    } while (!cursor.isEmpty());
    return ids;
  }

  @Test
  void shouldMergeShopsOfAllShards() {
    List<String> made = new ArrayList<>();
    for (int i = 10; i < 30; i++) {
      edge.shop("many-" + i, 0);
      made.add("many-" + i);
    }
    List<String> seen = all(cursor -> "/v1/shops?limit=3" + cursor, () -> {});
    assertThat(seen).isSorted().doesNotHaveDuplicates().containsAll(made);
  }

  @Test
  void shouldStayStableWhileRowsAreAdded() {
    for (int i = 10; i < 20; i++) {
      addSku("sku-" + i);
    }
    int[] added = {0};
    List<String> seen =
        all(
            cursor -> shop.path + "/skus?limit=2" + cursor,
            () -> {
              if (added[0] < 3) {
                addSku("aaa-" + added[0]++);
              }
            });
    assertThat(seen).isSorted().doesNotHaveDuplicates().contains("sku-10", "sku-19", "tea");
  }

  private void addSku(String id) {
    String body = "{\"name\":\"n\",\"price\":{\"amount\":1,\"currency\":\"CNY\"},\"onSale\":true}";
    assertThat(shop.merchant("PUT", "/skus/" + id, body).status()).isEqualTo(201);
  }

  @Test
  void shouldGiveABuyersOrdersNewestFirst() {
    List<String> placed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      placed.addFirst(shop.order("carl"));
    }
    List<String> seen =
        all(cursor -> shop.path + "/orders?buyer=carl&limit=2" + cursor, () -> shop.order("carl"));
    assertThat(seen).isEqualTo(placed);
  }

  @Test
  void shouldListKeys() {
    edge.asOperator("POST", shop.path + "/keys", "");
    List<String> seen = all(cursor -> shop.path + "/keys?limit=1" + cursor, () -> {});
    assertThat(seen).hasSize(2).doesNotHaveDuplicates().contains(shop.merchantKeyId);
  }

  @Test
  void shouldRefuseACursorOfAnotherList() {
    TestShop other = edge.shop("other", 0);
    addSku("x-1");
    String cursor = shop.merchant("GET", "/skus?limit=1", "").at("/nextCursor");
    assertThat(cursor).isNotEmpty();
    Answer answer = other.merchant("GET", "/skus?cursor=" + cursor, "");
    assertThat(answer.verdict()).isEqualTo("400 invalid");
    assertThat(answer.at("/field")).isEqualTo("cursor");
    assertThat(shop.merchant("GET", "/skus?cursor=" + cursor + "!", "").at("/field"))
        .isEqualTo("cursor");
  }

  @Test
  void shouldAnswerABatchPerItem() {
    String item =
        "{\"sku\":\"%s\",\"name\":\"%s\",\"price\":{\"amount\":1,\"currency\":\"CNY\"},\"onSale\":true}";
    String first =
        "{\"items\":[" + item.formatted("b-1", "one") + "," + item.formatted("b-2", "two") + "]}";
    assertThat(shop.merchant("POST", "/skus/batch", first).text())
        .isEqualTo(
            "{\"items\":[{\"sku\":\"b-1\",\"outcome\":\"CREATED\",\"version\":1},"
                + "{\"sku\":\"b-2\",\"outcome\":\"CREATED\",\"version\":1}]}");
    assertThat(shop.merchant("POST", "/skus/batch", first.replace("two", "deux")).text())
        .isEqualTo(
            "{\"items\":[{\"sku\":\"b-1\",\"outcome\":\"UNCHANGED\",\"version\":1},"
                + "{\"sku\":\"b-2\",\"outcome\":\"UPDATED\",\"version\":2}]}");
  }
}
