package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server whose read model is split over two databases, that is killed, and then told of them
 * in another order.
 */
class SplitDatabasesTest {

  private static final int ORDERS = 24;

  /** Two minutes of asking, with a breath between two questions. */
  private static final int QUESTIONS_MAX = 2_400;

  private static final long BREATH_NANOS = 50_000_000;
  private static final String ORDERS_LEAVE = "millrace_archiving{shard=\"0\"} 1.0";
  private static final String NOTHING_LEAVES = "millrace_archiving{shard=\"0\"} 0.0";
  private static final Pattern PLACED = Pattern.compile("\"placed\":\\{\"orders\":(\\d+)");

  @TempDir Path data;

  private final List<String> acknowledged = new ArrayList<>();
  private String position = "";

  private String[] databases(String flag, String... names) {
    List<String> flags = new ArrayList<>();
    for (String name : names) {
      flags.add(flag);
      flags.add("jdbc:sqlite:" + data.resolve(name + ".db"));
    }
    return flags.toArray(String[]::new);
  }

  @Test
  void shouldBeOneReadModelAndNoticeAnotherListOfDatabases() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, databases("--database", "a", "b"));
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      shop.open(connection, 1_000);
      order(shop, connection, "first");
      server.kill(); // each of the two is somewhere
    }
    try (ServerProcess server = ServerProcess.start(data, databases("--database", "a", "b"));
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      checkLists(shop, connection);
      checkFollowers(shop, connection, "read-model-1", "read-model-2");
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(data, databases("--database", "b", "a"));
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      order(shop, connection, "second");
      Heard refused = connection.ask(list(shop, ""));
      assertThat(refused.status()).as(refused.body()).isEqualTo(503);
      assertThat(refused.body()).contains("part 2 of 2", "rebuild");
      awaitMetric(shop, connection, NOTHING_LEAVES);
      for (int place = 1; place <= 2; place++) {
        String rebuild = "/v1/admin/followers/read-model-" + place + "/rebuild";
        Heard rebuilt = connection.ask(Call.post(rebuild, shop.operatorKey(), "r" + place, ""));
        assertThat(rebuilt.status()).as(rebuilt.body()).isEqualTo(200);
      }
      askUntil(connection, list(shop, ""), heard -> heard.status() == 200);
      checkLists(shop, connection);
      awaitMetric(shop, connection, ORDERS_LEAVE);
      assertThat(server.terminate()).isZero();
    }
  }

  /** Filled while the old one serves, and then it is the one that serves. */
  @Test
  void shouldMoveToOtherDatabasesThatWereFilledBefore() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, databases("--next-database", "c", "d"));
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      shop.open(connection, 1_000);
      order(shop, connection, "first");
      checkLists(shop, connection);
      checkFollowers(shop, connection, "read-model", "next-read-model-1", "next-read-model-2");
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(data, databases("--database", "c", "d"));
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      checkLists(shop, connection);
      order(shop, connection, "second");
      checkLists(shop, connection);
    }
  }

  private void order(Storefront shop, Connection connection, String keys) throws IOException {
    for (int i = 0; i < ORDERS; i++) {
      Heard placed =
          connection.ask(shop.order(shop.operatorKey(), "buyer-" + i % 8, keys + "-" + i));
      assertThat(placed.status()).as(placed.body()).isEqualTo(201);
      acknowledged.addFirst(placed.field("id"));
      position = Objects.requireNonNull(placed.header("millrace-position"));
    }
  }

  private Call list(Storefront shop, String cursor) {
    return Call.get(
        shop.path() + "/orders?status=PENDING_PAYMENT&limit=7&asOf=" + position + cursor,
        shop.operatorKey());
  }

  private static void askUntil(Connection connection, Call call, Predicate<Heard> enough)
      throws IOException {
    Heard heard = connection.ask(call);
    for (int i = 0; i < QUESTIONS_MAX && !enough.test(heard); i++) {
      LockSupport.parkNanos(BREATH_NANOS);
      heard = connection.ask(call);
    }
    assertThat(enough.test(heard)).as(heard.body()).isTrue();
  }

  private void checkLists(Storefront shop, Connection connection) throws IOException {
    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      Heard page = connection.ask(list(shop, cursor));
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      listed.addAll(page.fields("id"));
      List<String> next = page.fields("nextCursor");
      cursor = next.isEmpty() ? "" : "&cursor=" + next.getFirst();
    } while (!cursor.isEmpty());
    assertThat(listed).isEqualTo(acknowledged);
    Heard ofBuyer =
        connection.ask(
            Call.get(
                shop.path() + "/orders?buyer=buyer-3&limit=200&asOf=" + position,
                shop.operatorKey()));
    assertThat(ofBuyer.fields("id")).hasSize(acknowledged.size() / 8);
    Heard sales =
        connection.ask(
            Call.get(
                shop.path() + "/reports/sales?by=month&sku=mug&asOf=" + position,
                shop.operatorKey()));
    int placed =
        PLACED
            .matcher(sales.body())
            .results()
            .mapToInt(sum -> Integer.parseInt(sum.group(1)))
            .sum();
    assertThat(placed).as(sales.body()).isEqualTo(acknowledged.size());
  }

  private static void awaitMetric(Storefront shop, Connection connection, String line)
      throws IOException {
    askUntil(
        connection, Call.get("/metrics", shop.operatorKey()), heard -> heard.body().contains(line));
  }

  private static void checkFollowers(Storefront shop, Connection connection, String... names)
      throws IOException {
    Call all = Call.get("/v1/admin/followers", shop.operatorKey());
    askUntil(connection, all, heard -> heard.fields("lagFacts").stream().allMatch("0"::equals));
    assertThat(connection.ask(all).fields("follower")).startsWith(names);
    Heard ready = connection.ask(Call.get("/health/ready", shop.operatorKey()));
    Heard metrics = connection.ask(Call.get("/metrics", shop.operatorKey()));
    for (String name : names) {
      assertThat(ready.fields("follower")).contains(name);
      assertThat(metrics.body()).contains("millrace_follower_lag_facts{follower=\"" + name + "\"}");
    }
  }
}
