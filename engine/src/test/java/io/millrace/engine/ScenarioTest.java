package io.millrace.engine;

import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.FLOUR;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.SHOP;
import static io.millrace.engine.Wishes.cancel;
import static io.millrace.engine.Wishes.keyed;
import static io.millrace.engine.Wishes.line;
import static io.millrace.engine.Wishes.move;
import static io.millrace.engine.Wishes.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.Request;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.RaiseLevel;
import io.millrace.model.command.ReadLevel;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.refusal.KeysFull;
import io.millrace.model.refusal.LevelUnread;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.OrderArchived;
import io.millrace.model.refusal.Refusal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row, run through the real engine, audited, and replayed from its facts. */
class ScenarioTest {
  static Stream<Row> rows() {
    return Stream.of(
            PlacingRows.rows(),
            ChangingRows.rows(),
            CatalogueRows.rows(),
            TaskRows.rows(),
            PushRows.rows(),
            WebhookRows.rows(),
            fullRows().stream(),
            levelRows().stream(),
            archiveRows().stream())
        .flatMap(rows -> rows);
  }

  /** Three keys, of which one is kept for what frees work. */
  private static List<Row> fullRows() {
    EngineLimits three = new EngineLimits(3, 1);
    return List.of(
        new Row(
            "no room for one more order's key",
            three,
            ScenarioTest::bindTwo,
            _ -> keyed(3, MERCHANT, wanted(ANN, line(FLOUR, 1))),
            Row.refused(new KeysFull())),
        new Row(
            "a refusal needs no room",
            three,
            ScenarioTest::bindTwo,
            _ -> keyed(3, MERCHANT, wanted(ANN, line(FLOUR, 10_000))),
            Row.invalid("lines[0].quantity")),
        new Row(
            "room for what frees work",
            three,
            ScenarioTest::bindTwo,
            _ -> keyed(3, MERCHANT, move(FLOUR, 1)),
            Row.accepted(StockMoved.class)),
        new Row(
            "no room at all",
            three,
            world -> {
              bindTwo(world);
              world.must(keyed(3, MERCHANT, move(FLOUR, 1)));
            },
            _ -> keyed(4, MERCHANT, move(FLOUR, 1)),
            Row.refused(new KeysFull())),
        new Row(
            "room again when the oldest has had its day",
            three,
            world -> {
              bindTwo(world);
              world.must(keyed(3, MERCHANT, move(FLOUR, 1)));
              world.now += 86_400_001;
            },
            _ -> keyed(4, MERCHANT, move(FLOUR, 1)),
            Row.accepted(StockMoved.class)));
  }

  /** Of this release; what the next one makes of the same log stands in {@link LevelTest}. */
  private static List<Row> levelRows() {
    return List.of(
        Row.row("the level of the log", Actor.OPERATOR, new ReadLevel(), Row.answered()),
        Row.row(
            "a level that the log has come to",
            Actor.OPERATOR,
            new RaiseLevel(Level.CURRENT),
            Row.answered()),
        Row.row(
            "a level of a later release",
            Actor.OPERATOR,
            new RaiseLevel(Level.CURRENT + 1),
            Row.refused(new LevelUnread(Wishes.SHARD, "writer", Level.CURRENT))),
        Row.row(
            "no level for merchants",
            MERCHANT,
            new RaiseLevel(Level.CURRENT),
            Row.refused(new NotPermitted("actor", "is for operators"))));
  }

  private static List<Row> archiveRows() {
    ArchiveOrders archive = new ArchiveOrders(List.of(new OrderVersion(Wishes.FIRST_ORDER, 2)), 1);
    Consumer<World> cancelled = world -> world.must(MERCHANT, cancel(placed(world)));
    Consumer<World> given =
        cancelled.andThen(world -> world.now += Limits.GIVEN_UP_STAY.toMillis());
    Consumer<World> gone = given.andThen(world -> world.must(Actor.NODE, archive));
    return List.of(
        Row.row(
            "an order that was given up leaves memory",
            given,
            _ -> Request.of(SHOP, Actor.NODE, archive),
            Row.accepted(OrdersArchived.class)),
        Row.row(
            "an order that was given up a moment ago stays",
            cancelled,
            _ -> Request.of(SHOP, Actor.NODE, archive),
            Row.answered()),
        Row.row(
            "an open order stays",
            ScenarioTest::placed,
            _ -> Request.of(SHOP, Actor.NODE, archive),
            Row.answered()),
        Row.row(
            "no change of an order that left",
            gone,
            _ -> Request.of(SHOP, MERCHANT, cancel(Wishes.FIRST_ORDER)),
            Row.refused(new OrderArchived(Wishes.FIRST_ORDER))),
        Row.row(
            "the read model has an order that left",
            gone,
            _ -> Request.of(SHOP, MERCHANT, new ReadOrder(Wishes.FIRST_ORDER)),
            Row.answered()));
  }

  private static OrderId placed(World world) {
    return world.placed(Wishes.order(ANN, line(FLOUR, 1)));
  }

  private static void bindTwo(World world) {
    OrderId order = world.placed(keyed(1, MERCHANT, wanted(ANN, line(FLOUR, 1))));
    world.must(keyed(2, MERCHANT, cancel(order)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldHoldInEveryScenario(Row row) {
    row.run();
  }

  @AfterAll
  static void everyRefusalIsMetAndEveryTransitionVisited() {
    Set<Class<?>> unmet = new HashSet<>(Arrays.asList(Refusal.class.getPermittedSubclasses()));
    unmet.removeAll(Row.MET);
    assertThat(unmet).as("refusals that no scenario meets").isEmpty();
    Set<?> unvisited = new HashSet<>(World.allTransitions());
    unvisited.removeAll(World.VISITED);
    assertThat(unvisited).as("transitions that no scenario visits").isEmpty();
  }
}
