package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Actor;
import io.millrace.model.OrderId;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.read.OrderSearch;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.FollowingStatus.Phase;
import io.millrace.node.follow.LogFollower;
import io.millrace.projection.sql.Database;
import io.millrace.projection.sql.Readers;
import io.millrace.testkit.SplitMix;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locked, full, of another version, or at odds with the log: what a follower does then. */
class SqliteTroubleTest {

  @TempDir Path directory;

  private final Mill mill = new Mill();
  private String url = "";
  private SqlReadModel model;
  private LogFollower follower;

  @BeforeEach
  void open() {
    url = SqlReadModel.urlOf(directory.resolve("read-model.db"));
    begin(url);
  }

  private void begin(String with) {
    model = new SqlReadModel(with);
    follower = mill.follower(model, FollowerWatch.NONE);
  }

  @AfterEach
  void close() {
    follower.close();
    model.close();
  }

  private FollowingStatus status() {
    return follower.status().shards().getFirst();
  }

  private void execute(String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void assertCaughtUp() throws Exception {
    Mill.stepAll(follower);
    assertThat(status().phase()).as(status().detail()).isEqualTo(Phase.FOLLOWING);
    assertThat(status().lagFacts()).isZero();
    assertThat(Dump.of(url).get("orders")).hasSameSizeAs(mill.orders);
  }

  /** Whoever asks waits for as long as it takes. */
  @Test
  @Timeout(60)
  void shouldNotLetAnyoneWaitForALookThatBroke() throws Exception {
    try (Readers readers = new Readers(new Database(url))) {
      assertThatThrownBy(() ->
              readers.look(_ -> {
                throw new OutOfMemoryError("no room for a result");
              }))
          .hasRootCauseInstanceOf(OutOfMemoryError.class);
      assertThat(readers.<String>look(_ -> "goes on")).isEqualTo("goes on");
    }
  }

  @Test
  void shouldWaitForWhoeverHasLockedTheFile() throws Exception {
    mill.live(new SplitMix(1), 50);
    Mill.stepAll(follower);
    try (Connection other = DriverManager.getConnection(url);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      mill.live(new SplitMix(2), 50);
      Mill.stepAll(follower);
      assertThat(status().phase()).isEqualTo(Phase.FAILING);
      assertThat(status().detail()).contains("locked");
      assertThat(model.orders(all()).what().items()).as("reading goes on").isNotEmpty();
    }
    mill.clock.passMillis(Duration.ofMinutes(1).toMillis());
    assertCaughtUp();
  }

  private static OrderSearch all() {
    return new OrderSearch(Mill.SHOP, null, null, null, null, null, null, 10);
  }

  @Test
  void shouldWaitForRoomAndCatchUp() throws Exception {
    follower.close();
    model.close();
    begin(url + "?max_page_count=50");
    mill.live(new SplitMix(3), 3_000);
    Mill.stepAll(follower);
    assertThat(status().phase()).isEqualTo(Phase.FAILING);
    assertThat(status().detail()).contains("full");
    assertThat(status().lagFacts()).isPositive();
    follower.close();
    model.close();
    begin(url);
    assertCaughtUp();
  }

  @Test
  void shouldParkAFactThatDoesNotFollowFromTheTables() throws Exception {
    mill.live(new SplitMix(4), 50);
    Mill.stepAll(follower);
    follower.close();
    execute("DELETE FROM orders", "DELETE FROM order_lines");
    follower = mill.follower(model, FollowerWatch.NONE);
    mill.live(new SplitMix(5), 200);
    for (int i = 0; i < 10; i++) {
      Mill.stepAll(follower);
      mill.clock.passMillis(Duration.ofMinutes(1).toMillis());
    }
    assertThat(status().phase()).isEqualTo(Phase.PARKED);
    assertThat(status().detail()).contains("is in no table");
    var _ = follower.rebuild();
    assertCaughtUp();
  }

  @Test
  void shouldWriteNothingIntoTablesOfAnotherVersionAndRebuildThem() throws Exception {
    mill.live(new SplitMix(6), 50);
    Mill.stepAll(follower);
    follower.close();
    execute("UPDATE millrace_schema SET version = version + 1", "DELETE FROM buyers");
    follower = mill.follower(model, FollowerWatch.NONE);
    Mill.stepAll(follower);
    assertThat(status().phase()).isEqualTo(Phase.FAILING);
    assertThat(status().detail())
        .contains(
            "of version %d, and this build's are of version %d"
                .formatted(Tables.VERSION + 1, Tables.VERSION));
    assertThat(Dump.of(url).get("buyers")).isEmpty();
    var _ = follower.rebuild();
    Mill.stepAll(follower);
    mill.clock.passMillis(Duration.ofMinutes(1).toMillis());
    assertCaughtUp();
    assertThat(Dump.of(url).get("buyers")).isNotEmpty();
  }

  /** A rebuild that a build began and another one finds. */
  @Test
  void shouldMakeTablesBesideAnewThatAreOfAnotherVersion() throws Exception {
    mill.live(new SplitMix(8), 400);
    Mill.stepAll(follower);
    var _ = follower.rebuild();
    assertThat(follower.step()).as("takes the order").isTrue();
    assertThat(follower.step()).as("begins, and does not end").isTrue();
    follower.close();
    model.close();
    execute("UPDATE next_millrace_schema SET version = version - 1", "DROP TABLE next_buyers");
    begin(url);
    for (int i = 0; i < 3; i++) {
      Mill.stepAll(follower);
      mill.clock.passMillis(Duration.ofMinutes(1).toMillis());
    }
    assertThat(follower.status().rebuilding()).isEmpty();
    assertCaughtUp();
    assertThat(Dump.of(url).get("buyers")).isNotEmpty();
  }

  @Test
  void shouldBeAsOfWhatWasGivenUp() throws Exception {
    OrderId order = mill.place(Mill.SHOP, new SplitMix(1));
    Mill.stepAll(follower);
    follower.close();
    execute("DELETE FROM orders", "DELETE FROM order_lines");
    follower = mill.follower(model, FollowerWatch.NONE);
    mill.must(Mill.SHOP, Actor.merchant("k"), new CancelOrder(order, null));
    for (int i = 0; i < 10; i++) {
      Mill.stepAll(follower);
      mill.clock.passMillis(Duration.ofMinutes(1).toMillis());
    }
    long position = mill.position(Mill.SHOP);
    assertThat(model.await(Mill.SHOP, position, Duration.ofMillis(1))).isEqualTo(position - 1);
    var _ = follower.skip(0, status().sequence() + 1, "somebody deleted its row");
    Mill.stepAll(follower);
    assertThat(status().lagFacts()).isZero();
    assertThat(model.await(Mill.SHOP, position, Duration.ofMillis(1))).isEqualTo(position);
    assertThat(model.orders(all()).position()).isEqualTo(position);
  }

  /** A driver's class that is missing, after some of a batch has been written. */
  @Test
  void shouldUndoWhatAnErrorCutOff() throws Exception {
    mill.live(new SplitMix(9), 50);
    Mill.stepAll(follower);
    var expected = Dump.of(url);
    String other = SqlReadModel.urlOf(directory.resolve("other.db"));
    boolean[] lacks = {true};
    Database database =
        new Database(
            other,
            null,
            step -> {
              if (lacks[0] && step.contains("INTO order_lines")) {
                lacks[0] = false;
                throw new NoClassDefFoundError("driver/Batch");
              }
            });
    try (SqlReadModel lacking = new SqlReadModel(database)) {
      LogFollower first = mill.follower(lacking, FollowerWatch.NONE);
      assertThatThrownBy(() -> Mill.stepAll(first)).isInstanceOf(NoClassDefFoundError.class);
      LogFollower second = mill.follower(lacking, FollowerWatch.NONE);
      Mill.stepAll(second);
      assertThat(Dump.of(other)).isEqualTo(expected);
      second.close();
    }
  }

  @Test
  void shouldListWhatAnOperatorGaveUpAfterARestartToo() throws Exception {
    Mill.stepAll(follower);
    follower.close();
    execute("DELETE FROM shops");
    follower = mill.follower(model, FollowerWatch.NONE);
    mill.place(Mill.SHOP, new SplitMix(7));
    for (int i = 0; i < 10; i++) {
      Mill.stepAll(follower);
      mill.clock.passMillis(Duration.ofMinutes(1).toMillis());
    }
    FollowingStatus.ParkedFact parked = Objects.requireNonNull(status().parked());
    var _ = follower.skip(0, parked.sequence(), "somebody deleted the shop's row");
    Mill.stepAll(follower);
    assertThat(status().lagFacts()).isZero();
    follower.close();
    follower = mill.follower(model, FollowerWatch.NONE);
    Mill.stepAll(follower);
    assertThat(follower.status().skipped())
        .singleElement()
        .satisfies(skipped -> {
          assertThat(skipped.sequence()).isEqualTo(parked.sequence());
          assertThat(skipped.fact()).isEqualTo("OrderPlaced");
          assertThat(skipped.reason()).isEqualTo("somebody deleted the shop's row");
        });
  }
}
