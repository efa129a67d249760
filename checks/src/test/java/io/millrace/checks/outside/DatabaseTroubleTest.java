package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.node.SystemClock;
import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server whose tables are in a PostgreSQL that is gone, locked or slow: orders go on, it is
 * shown, and the follower catches up by itself.
 */
class DatabaseTroubleTest {

  /** Who waited for the database would wait for ten seconds at least: so long it may be silent. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  private static final int ORDERS_BEFORE = 5;
  private static final int ORDERS = 40;

  @TempDir static Path files;
  private static PostgresServer postgres;

  @TempDir Path data;

  private final SystemClock clock = new SystemClock();
  private final List<String> acknowledged = new ArrayList<>();
  private String position = "";

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = PostgresServer.start(files.resolve("postgres"));
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void empty() throws Exception {
    postgres.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  }

  @Test
  @Timeout(300)
  void shouldTakeOrdersWhileItsDatabaseIsGone() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, "--database", postgres.url());
        Connection connection = new Connection(server.port())) {
      Storefront shop = begin(server, connection);
      postgres.kill();
      order(shop, connection, "gone", ORDERS);
      server.awaitSaid("follower read-model, shard 0: will try again");
      order(shop, connection, "still", ORDERS);
      Heard shown = connection.ask(Call.get("/v1/admin/followers", shop.operatorKey()));
      assertThat(shown.fields("phase")).as(shown.body()).contains("FAILING");
      assertThat(lag(shown)).isGreaterThanOrEqualTo(2 * ORDERS);
      Heard ready = connection.ask(Call.get("/health/ready", shop.operatorKey()));
      assertThat(ready.status()).as("orders do not need it").isEqualTo(200);
      assertThat(ready.body()).contains("\"follower\":\"read-model\",\"well\":false");
      assertThat(lag(ready)).isGreaterThanOrEqualTo(2 * ORDERS);
      assertThat(connection.ask(list(shop)).status()).isEqualTo(503);
      postgres.startAgain();
      server.awaitSaid("follower read-model, shard 0: goes on");
      checkCaughtUp(shop, connection);
    }
  }

  @Test
  @Timeout(300)
  void shouldTakeOrdersWhileItsTablesAreLocked() throws Exception {
    try (ServerProcess server = ServerProcess.start(data, "--database", postgres.url());
        Connection connection = new Connection(server.port())) {
      Storefront shop = begin(server, connection);
      try (java.sql.Connection other = postgres.connect();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
        order(shop, connection, "locked", ORDERS);
        Heard shown = connection.ask(Call.get("/v1/admin/followers", shop.operatorKey()));
        assertThat(lag(shown)).isGreaterThanOrEqualTo(ORDERS);
        other.rollback();
      }
      checkCaughtUp(shop, connection);
    }
  }

  @Test
  @Timeout(300)
  void shouldTakeOrdersWhileItsDatabaseIsSlow() throws Exception {
    try (SlowLine line = new SlowLine(postgres.port());
        ServerProcess server =
            ServerProcess.start(data, "--database", PostgresServer.url(line.port()));
        Connection connection = new Connection(server.port())) {
      Storefront shop = begin(server, connection);
      line.drip(true);
      order(shop, connection, "slow", ORDERS);
      Heard shown = connection.ask(Call.get("/v1/admin/followers", shop.operatorKey()));
      assertThat(lag(shown)).as("a batch takes seconds").isGreaterThan(ORDERS / 2);
      line.drip(false);
      checkCaughtUp(shop, connection);
    }
  }

  private Storefront begin(ServerProcess server, Connection connection) throws IOException {
    Storefront shop = new Storefront("corner", server.operatorKey());
    shop.open(connection, 1_000);
    order(shop, connection, "before", ORDERS_BEFORE);
    checkCaughtUp(shop, connection);
    return shop;
  }

  private void order(Storefront shop, Connection connection, String keys, int orders)
      throws IOException {
    for (int i = 0; i < orders; i++) {
      long askedNanos = clock.monotonicNanos();
      Heard placed = connection.ask(shop.order(shop.operatorKey(), "anna", keys + "-" + i));
      assertThat(placed.status()).as(placed.body()).isEqualTo(201);
      assertThat(Duration.ofNanos(clock.monotonicNanos() - askedNanos)).isLessThan(ANSWER_MAX);
      acknowledged.addFirst(placed.field("id"));
      position = Objects.requireNonNull(placed.header("millrace-position"));
    }
  }

  private static long lag(Heard followers) {
    return Long.parseLong(followers.field("lagFacts"));
  }

  private Call list(Storefront shop) {
    return Call.get(
        shop.path() + "/orders?status=PENDING_PAYMENT&limit=200&asOf=" + position,
        shop.operatorKey());
  }

  /** All orders are in the tables, each once, and nothing is wrong any more. */
  private void checkCaughtUp(Storefront shop, Connection connection) throws IOException {
    Heard all = connection.askWhenThere(list(shop));
    assertThat(all.status()).as(all.body()).isEqualTo(200);
    assertThat(all.fields("id")).isEqualTo(acknowledged);
    Heard shown = connection.ask(Call.get("/v1/admin/followers", shop.operatorKey()));
    assertThat(shown.fields("phase")).doesNotContain("FAILING");
    Heard stock = connection.ask(shop.stock());
    assertThat(stock.field("held")).isEqualTo(Integer.toString(acknowledged.size()));
  }
}
