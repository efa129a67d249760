package io.millrace.checks.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server is killed while its follower writes, to a file or to PostgreSQL: nothing is missing
 * after it, nothing twice.
 */
class KilledReadModelTest {

  private static final int KILLS = 3;
  private static final int ORDERS_BEFORE_KILL = 60;

  @TempDir Path data;
  @TempDir Path files;

  private final List<String> acknowledged = new ArrayList<>();
  private String position = "";

  /** Where the tables are. */
  private interface Tables {
    String[] flags();

    void delete() throws Exception;
  }

  @Test
  void shouldListEveryAcknowledgedOrderOnceAfterKills() throws Exception {
    killAndCheck(
        new Tables() {
          @Override
          public String[] flags() {
            return new String[0];
          }

          @Override
          public void delete() throws Exception {
            Files.delete(data.resolve("read-model.db"));
            Files.deleteIfExists(data.resolve("read-model.db-wal"));
            Files.deleteIfExists(data.resolve("read-model.db-shm"));
          }
        });
  }

  @Test
  @Timeout(300)
  void shouldListThemOnceFromPostgresToo() throws Exception {
    try (PostgresServer postgres = PostgresServer.start(files.resolve("postgres"))) {
      killAndCheck(
          new Tables() {
            @Override
            public String[] flags() {
              return new String[] {"--database", postgres.url()};
            }

            @Override
            public void delete() throws Exception {
              postgres.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            }
          });
    }
  }

  private void killAndCheck(Tables tables) throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServerProcess server = ServerProcess.start(data, tables.flags());
          Connection connection = new Connection(server.port())) {
        Storefront shop = new Storefront("corner", server.operatorKey());
        if (kill == 0) {
          shop.open(connection, 1_000);
        }
        order(shop, connection, kill);
        server.kill(); // the follower is some orders behind, or in the middle of a batch
      }
    }
    try (ServerProcess server = ServerProcess.start(data, tables.flags());
        Connection connection = new Connection(server.port())) {
      Storefront shop = new Storefront("corner", server.operatorKey());
      check(shop, connection);
      assertThat(server.terminate()).isZero();
    }
    checkWithoutThem(tables);
  }

  private void order(Storefront shop, Connection connection, int kill) throws IOException {
    for (int i = 0; i < ORDERS_BEFORE_KILL; i++) {
      Heard placed =
          connection.ask(shop.order(shop.operatorKey(), "anna", "key-" + kill + "-" + i));
      assertThat(placed.status()).as(placed.body()).isEqualTo(201);
      acknowledged.addFirst(placed.field("id"));
      position = Objects.requireNonNull(placed.header("millrace-position"));
    }
  }

  private void check(Storefront shop, Connection connection) throws IOException {
    Heard list =
        connection.askWhenThere(
            Call.get(
                shop.path() + "/orders?status=PENDING_PAYMENT&limit=200&asOf=" + position,
                shop.operatorKey()));
    assertThat(list.status()).as(list.body()).isEqualTo(200);
    assertThat(list.fields("id")).isEqualTo(acknowledged);
    List<String> held = new ArrayList<>();
    String cursor = "";
    do {
      Heard page =
          connection.ask(
              Call.get(shop.path() + "/skus/mug/movements?limit=200" + cursor, shop.operatorKey()));
      held.addAll(page.fields("order"));
      List<String> next = page.fields("nextCursor");
      cursor = next.isEmpty() ? "" : "&cursor=" + next.getFirst();
    } while (!cursor.isEmpty());
    assertThat(held).as("each held its units once").isEqualTo(acknowledged);
  }

  /** The log has everything: tables that are gone are made again. */
  private void checkWithoutThem(Tables tables) throws Exception {
    tables.delete();
    try (ServerProcess server = ServerProcess.start(data, tables.flags());
        Connection connection = new Connection(server.port())) {
      check(new Storefront("corner", server.operatorKey()), connection);
    }
  }
}
