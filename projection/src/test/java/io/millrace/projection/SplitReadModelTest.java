package io.millrace.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.BuyerId;
import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.read.AsOf;
import io.millrace.model.read.KeptOrders;
import io.millrace.model.read.OrderSearch;
import io.millrace.model.read.ReadModel;
import io.millrace.model.read.ReadModelUnavailable;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.FollowingStatus.Phase;
import io.millrace.node.follow.LogFollower;
import io.millrace.projection.sql.Database;
import io.millrace.testkit.SplitMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several databases together are one read model, also where one of them is not as the others. */
class SplitReadModelTest {

  private static final long SEED = 20_261_126;
  private static final int SEARCHES = 100;
  private static final List<BuyerId> BUYERS =
      IntStream.range(0, 5).mapToObj(i -> new BuyerId("buyer-" + i)).toList();

  @TempDir Path directory;

  private final Mill mill = new Mill();

  private String url(String name) throws IOException {
    return SqlReadModel.urlOf(Files.createDirectories(directory.resolve(name)).resolve("part.db"));
  }

  private List<String> urls(String... names) throws IOException {
    List<String> urls = new ArrayList<>();
    for (String name : names) {
      urls.add(url(name));
    }
    return urls;
  }

  /** What one database of the same log answers is right: its own tests say so. */
  private void assertAnswersAsOne(ReadModel split, long seed) throws Exception {
    SqlReadModel one = new SqlReadModel(SqlReadModel.urlOf(directory.resolve("one.db")));
    LogFollower follower = mill.follower(one, FollowerWatch.NONE);
    Mill.stepAll(follower);
    SameAnswers.assertSame(mill, one, split, new SplitMix(seed), SEARCHES);
    follower.close();
    one.close();
  }

  private static OrderSearch search(@Nullable BuyerId buyer, @Nullable OrderId after, int limit) {
    return new OrderSearch(Mill.SHOP, buyer, null, null, null, null, after, limit);
  }

  private static BuyerId buyerOf(int place, int of) {
    return BUYERS.stream()
        .filter(buyer -> Part.placeOf(Mill.SHOP, buyer, of) == place)
        .findFirst()
        .orElseThrow();
  }

  private static FollowingStatus status(SplitTables tables, int place) {
    return tables.followers.get(place - 1).status().shards().getFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b c", "a b c d"})
  void shouldAnswerEveryQuestionAsOneDatabaseDoes(String databases) throws Exception {
    long seed = SEED + databases.length();
    mill.live(new SplitMix(seed), 1_000);
    try (SplitTables tables = new SplitTables(mill, urls(databases.split(" ", -1)))) {
      tables.stepAll();
      assertAnswersAsOne(tables.model, seed);
    }
  }

  @Test
  void shouldHaveEveryRowOnceAndTheirSumsAsOneDatabaseHasThem() throws Exception {
    mill.live(new SplitMix(SEED + 2), 600);
    try (SplitTables tables = new SplitTables(mill, urls("a", "b"));
        SplitTables one = new SplitTables(mill, urls("whole"))) {
      tables.stepAll();
      one.stepAll();
    }
    Map<String, Set<String>> whole = Dump.of(url("whole"));
    assertThat(whole).as("one database is as it was").doesNotContainKey("millrace_part");
    Map<String, Set<String>> both = new TreeMap<>();
    for (String url : urls("a", "b")) {
      Dump.of(url)
          .forEach((table, rows) -> {
            Set<String> all = both.computeIfAbsent(table, _ -> new TreeSet<>());
            assertThat(table.equals("orders") && rows.isEmpty())
                .as("%s has no order", url)
                .isFalse();
            int before = all.size();
            all.addAll(rows);
            if (!ADDED_UP.contains(table) && !IN_EACH.contains(table)) {
              assertThat(all).as("%s in both", table).hasSize(before + rows.size());
            }
          });
    }
    whole.forEach((table, rows) -> {
      if (!ADDED_UP.contains(table)) {
        assertThat(both.get(table)).as(table).isEqualTo(rows);
      }
    });
  }

  private static final Set<String> ADDED_UP = Set.of("stock", "sales", "sales_paid");
  private static final Set<String> IN_EACH = Set.of("shops", "millrace_cursors");

  /**
   * Killed before one of its commits, or right after it, and with it all that goes on beside it.
   */
  @Test
  void shouldHaveNothingTwiceAndLoseNothingWhereverItIsKilledBetweenTheCommits() throws Exception {
    mill.live(new SplitMix(SEED + 3), 300);
    List<String> urls = urls("a", "b");
    try (SplitTables tables = new SplitTables(mill, urls)) {
      tables.stepAll();
    }
    int apart = 0;
    int kills = 0;
    while (!runUntilKilled(urls("k1-" + kills, "k2-" + kills), kills)) {
      List<String> killed = urls("k1-" + kills, "k2-" + kills);
      try (SplitTables tables = new SplitTables(mill, killed)) {
        tables.followers.forEach(LogFollower::step);
        apart += status(tables, 1).sequence() == status(tables, 2).sequence() ? 0 : 1;
        tables.stepAll();
      }
      for (int place = 0; place < 2; place++) {
        assertThat(Dump.of(killed.get(place)))
            .as("part %s, killed at commit %s", place + 1, kills)
            .isEqualTo(Dump.of(urls.get(place)));
      }
      kills++;
    }
    assertThat(kills).as("commits at which it was killed").isGreaterThan(8);
    assertThat(apart).as("kills with one ahead of the other").isPositive();
  }

  /** Whether it came to the end. Both go on in turns; the second dies. */
  private boolean runUntilKilled(List<String> urls, int commits) {
    int[] left = {commits};
    Database dying =
        new Database(
            urls.get(1),
            null,
            step -> {
              if (step.endsWith("COMMIT") && left[0]-- == 0) {
                throw new Killed(step);
              }
            });
    try (SplitTables tables = new SplitTables(List.of(new Database(urls.get(0)), dying), mill)) {
      boolean more = true;
      while (more) {
        more = tables.followers.get(0).step();
        more |= tables.followers.get(1).step();
      }
      return true;
    } catch (Killed _) {
      return false;
    }
  }

  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String step) {
      super(step);
    }
  }

  @Test
  void shouldAnswerWhatIsAskedOfOthersWhileOneIsGone() throws Exception {
    mill.live(new SplitMix(SEED + 4), 300);
    try (SplitTables tables = new SplitTables(mill, urls("a", "b"))) {
      tables.stepAll();
    }
    Path away = directory.resolve("away");
    Files.move(directory.resolve("b"), away);
    mill.live(new SplitMix(SEED + 5), 300);
    try (SplitTables tables =
        new SplitTables(
            mill, List.of(url("a"), SqlReadModel.urlOf(directory.resolve("b/part.db"))))) {
      tables.stepAll();
      assertThat(status(tables, 1).lagFacts()).isZero();
      assertThat(status(tables, 2).phase()).isEqualTo(Phase.FAILING);
      assertThat(status(tables, 2).lagFacts()).isEqualTo(FollowingStatus.UNKNOWN);
      long now = mill.position(Mill.SHOP);
      ReadModel fresh = tables.model.notBefore(Mill.SHOP, now, Duration.ofMillis(1));
      AsOf<OrderPage> here = fresh.orders(search(buyerOf(1, 2), null, 5));
      assertThat(here.position()).isEqualTo(now);
      assertThat(here.what().items()).isNotEmpty();
      OrderView order = here.what().items().getFirst();
      assertThat(tables.model.order(Mill.SHOP, order.placed().order()).what()).contains(order);
      assertThat(tables.model.history(Mill.SHOP, order.placed().order()).what().entries())
          .hasSize(order.version());
      assertGone(() -> tables.model.orders(search(buyerOf(2, 2), null, 5)));
      assertGone(() -> tables.model.orders(search(null, null, 5)));
      assertGone(() -> tables.model.order(Mill.SHOP, new OrderId(17)));
      assertGone(() -> tables.model.movements(Mill.SHOP, Mill.SKUS.getFirst(), null, 5));
      Files.move(away, directory.resolve("b"));
      tables.stepAll();
      assertAnswersAsOne(tables.model, SEED + 4);
    }
  }

  /** Something that is asked. */
  private interface Asking {
    Object ask() throws ReadModelUnavailable;
  }

  private static void assertGone(Asking asking) {
    assertThatThrownBy(asking::ask)
        .isInstanceOf(ReadModelUnavailable.class)
        .hasMessageStartingWith("database 2 of 2: ");
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES) // and not the hour for which others would wait
  void shouldBeAsOfTheLeastOfThoseThatAreAskedAndWaitForNoOther() throws Exception {
    mill.live(new SplitMix(SEED + 6), 100);
    try (SplitTables tables = new SplitTables(mill, urls("a", "b"))) {
      tables.stepAll();
      long before = mill.position(Mill.SHOP);
      long beforeMillis = tables.model.orders(search(null, null, 1)).timeMillis();
      mill.pass(Duration.ofMinutes(1));
      mill.place(Mill.SHOP, new SplitMix(1));
      long now = mill.position(Mill.SHOP);
      Mill.stepAll(tables.followers.getFirst());
      ReadModel fresh = tables.model.notBefore(Mill.SHOP, now, Duration.ofMillis(1));
      assertThat(fresh.orders(search(buyerOf(1, 2), null, 1)).position()).isEqualTo(now);
      assertThat(fresh.orders(search(buyerOf(2, 2), null, 1)).position()).isEqualTo(before);
      AsOf<OrderPage> all = fresh.orders(search(null, null, 1));
      assertThat(all.position()).isEqualTo(before);
      assertThat(all.timeMillis()).isEqualTo(beforeMillis);
      assertThat(tables.model.await(Mill.SHOP, now, Duration.ofMillis(1))).isEqualTo(before);
      ReadModel forAnHour = tables.model.notBefore(Mill.SHOP, now, Duration.ofHours(1));
      OrderView order =
          tables.model.orders(search(buyerOf(1, 2), null, 1)).what().items().getFirst();
      assertThat(forAnHour.order(Mill.SHOP, order.placed().order()))
          .as("found where it is")
          .isEqualTo(new AsOf<>(Optional.of(order), now, mill.clock.wallMillis()));
      Thread later = Thread.ofPlatform().start(() -> Mill.stepAll(tables.followers.getLast()));
      ReadModel patient = tables.model.notBefore(Mill.SHOP, now, Duration.ofMinutes(1));
      assertThat(patient.orders(search(null, null, 1)).position()).isEqualTo(now);
      later.join();
    }
  }

  /** Else a database that is behind would be said to have come far enough. */
  @Test
  void shouldLetNoOrderGoBeforeAllHaveComeToItsLastFact() throws Exception {
    OrderId order = mill.place(Mill.SHOP, new SplitMix(1));
    int place = placeOf(order);
    try (SplitTables tables = new SplitTables(mill, urls("a", "b"))) {
      tables.stepAll();
      mill.pass(Duration.ofHours(2)); // it expires
      Mill.stepAll(tables.followers.get(place - 1));
      List<FinalOrders.Item> asked =
          List.of(new FinalOrders.Item(Mill.SHOP, new OrderVersion(order, 2)));
      assertThat(tables.model.kept(asked)).isEmpty();
      tables.stepAll();
      assertThat(tables.model.kept(asked))
          .containsExactly(
              new KeptOrders(
                  Mill.SHOP, List.of(asked.getFirst().order()), mill.position(Mill.SHOP)));
    }
  }

  /** Of a shop in which something always happens, none would ever leave. */
  @Test
  void shouldLetOrdersGoBesideOneToWhichNotAllHaveCome() throws Exception {
    SplitMix chance = new SplitMix(1);
    OrderId settled = mill.place(Mill.SHOP, chance);
    int place = placeOf(settled);
    try (SplitTables tables = new SplitTables(mill, urls("a", "b"))) {
      mill.pass(Duration.ofHours(2)); // it expires
      long then = mill.position(Mill.SHOP);
      tables.stepAll();
      OrderId fresh = mill.place(Mill.SHOP, chance);
      while (placeOf(fresh) != place) {
        fresh = mill.place(Mill.SHOP, chance);
      }
      mill.pass(Duration.ofHours(2));
      Mill.stepAll(tables.followers.get(place - 1));
      OrderVersion old = new OrderVersion(settled, 2);
      OrderVersion young = new OrderVersion(fresh, 2);
      List<FinalOrders.Item> asked =
          List.of(new FinalOrders.Item(Mill.SHOP, young), new FinalOrders.Item(Mill.SHOP, old));
      assertThat(tables.model.kept(asked))
          .containsExactly(new KeptOrders(Mill.SHOP, List.of(old), then));
      tables.stepAll();
      assertThat(tables.model.kept(asked).getFirst().orders()).containsExactly(young, old);
    }
  }

  private int placeOf(OrderId order) {
    BuyerId buyer = Objects.requireNonNull(mill.find(Mill.SHOP, order)).placed().buyer();
    return Part.placeOf(Mill.SHOP, buyer, 2);
  }

  @ParameterizedTest
  @CsvSource({"a b, a b c", "a b c, a b", "a b, b a", "a, a b", "a b, b"})
  void shouldRefuseAnotherListOfDatabasesUntilTheyAreRebuilt(String before, String after)
      throws Exception {
    List<String> had = List.of(before.split(" ", -1));
    List<String> has = List.of(after.split(" ", -1));
    mill.live(new SplitMix(SEED + 7), 200);
    try (SplitTables tables = new SplitTables(mill, urls(had.toArray(String[]::new)))) {
      tables.stepAll();
    }
    mill.live(new SplitMix(SEED + 8), 50);
    List<String> urls = urls(has.toArray(String[]::new));
    Map<String, Set<String>> old = Dump.of(urls.getFirst());
    Part stored = new Part(had.indexOf(has.getFirst()) + 1, had.size());
    String sentence =
        "its tables are %s and are to be %s: name the databases as before, or rebuild this one"
            .formatted(stored, new Part(1, has.size()));
    try (SplitTables tables = new SplitTables(mill, urls)) {
      tables.stepAll();
      assertThat(status(tables, 1).phase()).isEqualTo(Phase.FAILING);
      assertThat(status(tables, 1).detail()).contains(sentence);
      assertThatThrownBy(() -> tables.model.orders(search(null, null, 5)))
          .isInstanceOf(ReadModelUnavailable.class)
          .hasMessageContaining(sentence);
      assertThatThrownBy(() -> tables.model.await(Mill.SHOP, 1, Duration.ofMinutes(1)))
          .isInstanceOf(ReadModelUnavailable.class)
          .hasMessageContaining(sentence);
      assertThat(Dump.of(urls.getFirst())).as("nothing is written").isEqualTo(old);
      for (String name : has) {
        if (had.contains(name)) {
          var _ = tables.followers.get(has.indexOf(name)).rebuild();
        }
      }
      tables.stepAll();
      assertThat(tables.followers).allMatch(follower -> follower.status().isWell());
      assertAnswersAsOne(tables.model, SEED + 7);
    }
    try (SplitTables again = new SplitTables(mill, urls)) {
      again.stepAll();
      assertThat(again.followers).allMatch(follower -> follower.status().isWell());
    }
  }

  @Test
  void shouldBeginARebuildAnewThatWasBegunForAnotherList() throws Exception {
    mill.live(new SplitMix(SEED + 9), 400);
    try (SplitTables tables = new SplitTables(mill, urls("a", "b"))) {
      tables.stepAll();
    }
    try (SplitTables tables = new SplitTables(mill, urls("a", "b", "c"))) {
      var _ = tables.followers.getFirst().rebuild();
      for (int i = 0; i < 3; i++) {
        assertThat(tables.followers.getFirst().step()).isTrue();
      }
      assertThat(tables.followers.getFirst().status().rebuilding()).isNotEmpty();
      assertThat(Dump.of(url("a"))).containsKey("next_millrace_part");
    }
    try (SplitTables tables = new SplitTables(mill, urls("a", "b"))) {
      tables.stepAll();
      assertThat(tables.followers).allMatch(follower -> follower.status().isWell());
      assertThat(Dump.of(url("a"))).doesNotContainKey("next_orders");
      assertAnswersAsOne(tables.model, SEED + 9);
    }
  }

  @Test
  void shouldTellNobodyWhatIsOfAnotherLog() throws Exception {
    mill.live(new SplitMix(SEED + 10), 400);
    try (SplitTables tables = new SplitTables(mill, urls("a", "b"))) {
      tables.stepAll();
    }
    Mill restored = new Mill();
    restored.live(new SplitMix(SEED + 10), 200); // the same half, and no more
    try (SplitTables tables = new SplitTables(restored, urls("a", "b"))) {
      assertNotOfThisLog(tables, 1);
      Mill.stepAll(tables.followers.getFirst());
      assertThat(status(tables, 1).phase()).isEqualTo(Phase.STOPPED);
      assertThat(status(tables, 1).detail()).contains("ahead of the log: rebuild");
      assertNotOfThisLog(tables, 1);
    }
  }

  /** After the data directory was restored from an older backup beside a database server. */
  @Test
  void shouldNotTakeALostPositionForANewOneInTheOnlyDatabaseEither() throws Exception {
    mill.live(new SplitMix(SEED + 10), 400);
    try (SplitTables tables = new SplitTables(mill, urls("a"))) {
      tables.stepAll();
    }
    Mill restored = new Mill();
    restored.live(new SplitMix(SEED + 10), 200); // the same half, and no more
    OrderId written = restored.place(Mill.SHOP, new SplitMix(1));
    long position = restored.position(Mill.SHOP);
    try (SplitTables tables = new SplitTables(restored, urls("a"))) {
      for (int i = 0; i < 2; i++) {
        SqlReadModel only = tables.parts.getFirst();
        assertUnknown(() -> only.await(Mill.SHOP, position, Duration.ofMillis(1)));
        assertUnknown(() -> only.history(Mill.SHOP, mill.orders.getLast()));
        Mill.stepAll(tables.followers.getFirst());
        assertThat(status(tables, 1).phase()).isEqualTo(Phase.STOPPED);
      }
      var _ = tables.followers.getFirst().rebuild();
      Mill.stepAll(tables.followers.getFirst());
      assertThat(tables.model.history(Mill.SHOP, written).what().entries()).hasSize(1);
    }
  }

  private static void assertUnknown(Asking asking) {
    assertThatThrownBy(asking::ask)
        .isInstanceOf(ReadModelUnavailable.class)
        .hasMessageContaining("its tables are not known to be of this log: see its follower");
  }

  private static void assertNotOfThisLog(SplitTables tables, int place) {
    assertThatThrownBy(() -> tables.model.orders(search(buyerOf(place, 2), null, 5)))
        .isInstanceOf(ReadModelUnavailable.class)
        .hasMessage(
            "database %d of 2: the read model's database: its tables are not known to be of this log: see its follower"
                .formatted(place));
  }
}
