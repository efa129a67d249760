package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.ShopId;
import io.millrace.model.SlotTable;
import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with four shards looks like one, and stays with them. */
final class SeveralShardsTest {

  private static final int SHARDS = 4;
  private static final List<String> SHOPS =
      IntStream.range(0, 12).mapToObj(i -> "shop-%02d".formatted(i)).toList();
  private static final Pattern CURSOR = Pattern.compile("\"nextCursor\":\"([^\"]+)\"");

  @TempDir Path data;

  private final Map<String, String> merchantKeys = new HashMap<>();
  private final Map<String, Heard> orders = new HashMap<>();

  @Test
  @Timeout(60)
  void shouldServeShopsOfAllShardsAndKeepThem() throws Exception {
    SlotTable slots = SlotTable.dealt(SHARDS);
    Set<Integer> used = new HashSet<>();
    SHOPS.forEach(shop -> used.add(slots.shardOf(new ShopId(shop))));
    assertThat(used).as("the names are spread over all shards").hasSize(SHARDS);

    try (ServerProcess server = ServerProcess.start(data, "--shards", "4");
        Connection connection = new Connection(server.port())) {
      for (String name : SHOPS) {
        Storefront shop = new Storefront(name, server.operatorKey());
        shop.open(connection, 5);
        String key = shop.merchantKey(connection);
        merchantKeys.put(name, key);
        Heard placed = connection.ask(shop.order(key, "anna", "wish"));
        assertThat(placed.status()).as(placed.body()).isEqualTo(201);
        orders.put(name, placed);
      }
      checkAll(server, connection);
      assertThat(server.terminate()).isZero();
    }
    try (ServerProcess fewer = ServerProcess.launch(data, "--shards", "2")) {
      assertThat(fewer.exitStatus()).isEqualTo(2);
      assertThat(fewer.errors()).contains("--shards 4");
    }
    try (ServerProcess server = ServerProcess.start(data, "--shards", "4");
        Connection connection = new Connection(server.port())) {
      checkAll(server, connection);
      assertThat(server.terminate()).isZero();
    }
    Books books = new Books(data);
    for (int shard = 0; shard < SHARDS; shard++) {
      int number = shard;
      long expected =
          SHOPS.stream().filter(shop -> slots.shardOf(new ShopId(shop)) == number).count();
      assertThat(books.orders(shard)).hasSize((int) expected);
    }
    books.audit();
  }

  private void checkAll(ServerProcess server, Connection connection) throws IOException {
    assertThat(listed(connection, server.operatorKey())).containsExactlyInAnyOrderElementsOf(SHOPS);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < SHOPS.size(); i++) {
      String name = SHOPS.get(i);
      Storefront shop = new Storefront(name, server.operatorKey());
      String key = merchantKeys.getOrDefault(name, "");
      Heard placed = orders.getOrDefault(name, new Heard(0, Map.of(), ""));
      String order = shop.path() + "/orders/" + placed.field("id");
      ids.add(placed.field("id"));
      assertThat(connection.ask(Call.get(order, key)).status()).isEqualTo(200);
      Heard again = connection.ask(shop.order(key, "anna", "wish"));
      assertThat(again.body()).isEqualTo(placed.body());
      assertThat(again.isReplay()).isTrue();
      assertThat(connection.ask(shop.stock()).field("available")).isEqualTo("4");

      String strangers = merchantKeys.getOrDefault(SHOPS.get((i + 1) % SHOPS.size()), "");
      assertThat(connection.ask(Call.get(order, strangers)).status()).isEqualTo(404);
      assertThat(connection.ask(shop.order(strangers, "anna", "theirs")).status()).isEqualTo(404);
    }
    assertThat(ids).as("no id twice, whatever the shard").hasSize(SHOPS.size());
  }

  /** Page by page, with pages that end inside a shard and behind one. */
  private static List<String> listed(Connection connection, String operatorKey) throws IOException {
    List<String> shops = new ArrayList<>();
    String cursor = "";
    while (true) {
      Heard page = connection.ask(Call.get("/v1/shops?limit=2" + cursor, operatorKey));
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      shops.addAll(page.fields("id"));
      Matcher next = CURSOR.matcher(page.body());
      if (!next.find()) {
        return shops;
      }
      cursor = "&cursor=" + next.group(1);
    }
  }
}
