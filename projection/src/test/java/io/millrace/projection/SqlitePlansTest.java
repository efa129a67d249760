package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.read.OrderSearch;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.LogFollower;
import io.millrace.projection.sql.Database;
import io.millrace.projection.sql.Readers;
import io.millrace.testkit.SplitMix;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Along which index SQLite goes for each list of orders that can be asked for. A list that goes
 * along another is right, and looks at every order of the shop.
 */
class SqlitePlansTest {

  /** What may narrow a list, or not: buyer, status, reference, from, to, and a place to go on. */
  private static final int NARROWING = 6;

  @TempDir Path directory;

  private final Mill mill = new Mill();
  private String url = "";
  private SqlReadModel model;
  private LogFollower follower;

  @BeforeEach
  void makeTables() {
    url = SqlReadModel.urlOf(directory.resolve("read-model.db"));
    model = new SqlReadModel(url);
    follower = mill.follower(model, FollowerWatch.NONE);
    mill.live(new SplitMix(1), 300);
    Mill.stepAll(follower);
  }

  @AfterEach
  void close() {
    follower.close();
    model.close();
  }

  private static OrderSearch search(int narrowed) {
    return new OrderSearch(
        Mill.SHOP,
        is(narrowed, 0) ? new BuyerId("buyer-1") : null,
        is(narrowed, 1) ? OrderStatus.PAID : null,
        is(narrowed, 2) ? "ref-1" : null,
        is(narrowed, 3) ? 1L : null,
        is(narrowed, 4) ? 2L : null,
        is(narrowed, 5) ? new OrderId(3) : null,
        10);
  }

  private static boolean is(int narrowed, int by) {
    return (narrowed >> by & 1) == 1;
  }

  /** What an index must be searched for, apart from a time. */
  private static String wanted(OrderSearch search, int generation) {
    String index = "SEARCH orders USING INDEX ix" + generation + "_orders_by_";
    if (search.reference() != null) {
      return index + "reference (shop=? AND reference=?";
    }
    if (search.buyer() != null) {
      return index + "buyer (shop=? AND buyer=?";
    }
    return index + (search.status() != null ? "status (shop=? AND status=?" : "time (shop=?");
  }

  private void assertEachListGoesAlongItsIndex(int generation) throws SQLException {
    try (Readers readers = new Readers(new Database(url))) {
      for (int narrowed = 0; narrowed < 1 << NARROWING; narrowed++) {
        OrderSearch search = search(narrowed);
        List<String> plan =
            readers.look(session -> {
              List<String> steps = new ArrayList<>();
              session.query(
                  "EXPLAIN QUERY PLAN " + OrderReads.sql(session, search),
                  _ -> {},
                  row -> steps.add(row.getString("detail")));
              return steps;
            });
        assertThat(plan.getFirst()).as("%s", search).startsWith(wanted(search, generation));
        if (search.reference() == null) {
          assertThat(plan).as("%s: comes in order", search).hasSize(1);
          if (search.fromMillis() != null || search.toMillis() != null || search.after() != null) {
            assertThat(plan.getFirst()).as("%s", search).contains(" AND created_at_ms");
          }
        }
      }
    }
  }

  @Test
  void shouldGoAlongTheIndexOfWhateverNarrowsMost() throws Exception {
    assertEachListGoesAlongItsIndex(1);
  }

  @Test
  void shouldGoAlongItWhateverStatisticsSay() throws Exception {
    execute(
        "ANALYZE",
        "UPDATE sqlite_stat1 SET stat = '1000000 1000000 1000000 1000000' WHERE idx LIKE '%buyer'",
        "UPDATE sqlite_stat1 SET stat = '1000000 1000000 1000000' WHERE idx LIKE '%reference'",
        "UPDATE sqlite_stat1 SET stat = '1000000 1 1' WHERE idx LIKE '%time'");
    assertEachListGoesAlongItsIndex(1);
  }

  @Test
  void shouldGoAlongTheIndicesOfTablesThatWereMadeAnew() throws Exception {
    var _ = follower.rebuild();
    Mill.stepAll(follower);
    assertEachListGoesAlongItsIndex(2);
    assertThat(model.orders(search(0b01_0001)).what().items()).as("and it can be asked").isEmpty();
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
