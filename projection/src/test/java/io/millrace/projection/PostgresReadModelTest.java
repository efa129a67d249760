package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.MovementCause;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.MoveStock;
import io.millrace.model.read.SalesQuestion;
import io.millrace.model.read.SalesReport;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.LogFollower;
import io.millrace.testkit.SplitMix;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** In a PostgreSQL server. */
class PostgresReadModelTest extends SqlReadModelContract {

  private static EmbeddedPostgres server;
  private static int schemas;

  @BeforeAll
  static void startServer() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "on").start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @Override
  int turns() {
    return 1_000;
  }

  @Test
  void shouldGoOnWhenTheServerHasCutItsConnection() throws Exception {
    String url = emptyDatabase();
    Mill mill = new Mill();
    SqlReadModel model = new SqlReadModel(url);
    LogFollower follower = mill.follower(model, FollowerWatch.NONE);
    mill.live(new SplitMix(1), 50);
    Mill.stepAll(follower);
    int before = model.orders(all(Mill.SHOP, null, 200)).what().items().size();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name = 'millrace'");
    }
    assertThat(model.orders(all(Mill.SHOP, null, 200)).what().items())
        .as("who reads does not notice")
        .hasSize(before);
    mill.live(new SplitMix(2), 50);
    Mill.stepAll(follower);
    assertThat(follower.status().isWell()).isFalse();
    mill.clock.passMillis(1_000);
    Mill.stepAll(follower);
    assertThat(follower.status().isWell()).isTrue();
    assertThat(follower.status().shards().getFirst().lagFacts()).isZero();
    assertThat(Dump.of(url).get("orders")).hasSameSizeAs(mill.orders);
    follower.close();
    model.close();
  }

  /** What a database takes for the order of texts is its own affair, and merged lists need one. */
  @Test
  void shouldListGoodsInTheOrderOfTheirBytesWhateverTheDatabasesOrderIs() throws Exception {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE DATABASE english TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'");
    }
    Mill mill = new Mill();
    for (String sku : List.of("apple", "Zwieback")) {
      mill.must(
          Mill.SHOP,
          Actor.merchant("k"),
          new DefineSku(
              new SkuId(sku), new SkuDescription("A " + sku, 100, null, null, null, true)));
      mill.must(
          Mill.SHOP,
          Actor.merchant("k"),
          new MoveStock(new SkuId(sku), 1, MovementCause.RECEIVED, null));
    }
    SqlReadModel model = new SqlReadModel(server.getJdbcUrl("postgres", "english"));
    LogFollower follower = mill.follower(model, FollowerWatch.NONE);
    Mill.stepAll(follower);
    List<SalesReport.Row> first = eachSku(model, null).rows();
    assertThat(first.stream().map(row -> String.valueOf(row.sku())))
        .containsExactly("Zwieback", "apple");
    assertThat(
            eachSku(model, first.getLast().sku()).rows().stream()
                .map(row -> String.valueOf(row.sku())))
        .containsExactly("bran", "flour");
    follower.close();
    model.close();
  }

  private static SalesReport eachSku(SqlReadModel model, @Nullable SkuId after) throws Exception {
    return model
        .sales(new SalesQuestion(Mill.SHOP, new SalesQuestion.Of.EachSku(after, 2), List.of()))
        .what();
  }

  @Override
  String emptyDatabase() throws SQLException {
    String name = "shop_" + ++schemas;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + name);
    }
    return server.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + name;
  }
}
