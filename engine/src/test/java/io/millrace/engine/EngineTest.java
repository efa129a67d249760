package io.millrace.engine;

import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.BREAD;
import static io.millrace.engine.Wishes.FLOUR;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.PRICE;
import static io.millrace.engine.Wishes.SHOP;
import static io.millrace.engine.Wishes.keyed;
import static io.millrace.engine.Wishes.line;
import static io.millrace.engine.Wishes.move;
import static io.millrace.engine.Wishes.order;
import static io.millrace.engine.Wishes.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Precondition;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.SkuDescription;
import io.millrace.model.SlotTable;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderView;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.refusal.KeyReused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final long DAY = Duration.ofHours(24).toMillis();

  private final World world = new World();

  @Test
  void shouldRememberAKeyForADayAndForgetItOnlyWithAFact() {
    Wishes.open(world);
    Request request = keyed(1, MERCHANT, wanted(ANN, line(FLOUR, 1)));
    world.must(request);
    world.now += DAY;
    world.must(MERCHANT, move(BREAD, 1));
    assertThat(world.tell(request)).isInstanceOf(Outcome.Replayed.class);
    world.now += 1;
    assertThat(world.tell(request)).isInstanceOf(Outcome.Replayed.class);
    world.must(MERCHANT, move(BREAD, 1));
    assertThat(world.tell(request)).isInstanceOf(Outcome.Accepted.class);
    world.close();
  }

  @Test
  void shouldNotBindAKeyTwiceForAShopThatIsNotThere() {
    Wishes.open(world);
    Request bound = keyed(1, MERCHANT, wanted(ANN, line(FLOUR, 1)));
    world.must(bound);
    Request elsewhere =
        new Request(
            new ShopId("elsewhere"),
            Actor.OPERATOR,
            bound.key(),
            Precondition.NONE,
            new DefineShop(Wishes.SETTINGS));
    assertThat(world.tell(elsewhere)).isEqualTo(new Outcome.Refused(new KeyReused()));
    world.close();
  }

  @Test
  void shouldNeverGiveAnIdTwiceWhenTheClockIsSetBack() {
    Wishes.open(world);
    world.must(MERCHANT, move(FLOUR, 9_000));
    OrderId last = world.placed(order(ANN, line(FLOUR, 1)));
    world.now -= Duration.ofHours(1).toMillis();
    for (int i = 0; i < 5_000; i++) { // more than one millisecond has room for
      OrderId next = world.placed(order(ANN, line(FLOUR, 1)));
      assertThat(next).isGreaterThan(last);
      last = next;
    }
    world.close();
  }

  @Test
  void shouldLeaveOrdersAsTheyAreWhenTheirSkuChanges() {
    Wishes.open(world);
    OrderId id = world.placed(order(ANN, line(FLOUR, 2)));
    OrderView before = world.view(id);
    PerBuyerLimit limit = new PerBuyerLimit(1, null);
    world.must(Wishes.redefine(FLOUR, Wishes.described(PRICE * 3, limit, false)));
    assertThat(world.view(id)).isEqualTo(before);
    world.must(MERCHANT, Wishes.paid(id, 2 * PRICE));
    world.close();
  }

  @Test
  void shouldKeepTheNameUnderWhichASkuWasBought() {
    Wishes.open(world);
    List<String> names = List.of("Flour", "Fine flour", "Flour", "Finest flour", "Fine flour");
    List<OrderId> placed = new ArrayList<>();
    for (String name : names) {
      SkuDescription named = new SkuDescription(name, PRICE, null, null, null, true);
      world.must(Wishes.redefine(FLOUR, named));
      placed.add(world.placed(order(ANN, line(FLOUR, 1), line(FLOUR, 1))));
    }
    assertThat(placed)
        .extracting(id -> world.view(id).placed().lines().getLast().name())
        .isEqualTo(names);
    world.close();
  }

  @Test
  void shouldListABuyersOrdersNewestFirst() {
    Wishes.open(world);
    List<OrderId> placed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      placed.addFirst(world.placed(order(ANN, line(FLOUR, 1))));
      world.placed(order(Wishes.BEN, line(BREAD, 1)));
    }
    OrderPage first = list(null, 2);
    OrderPage rest = list(first.items().getLast().placed().order(), 10);
    List<OrderId> listed = new ArrayList<>();
    first.items().forEach(view -> listed.add(view.placed().order()));
    rest.items().forEach(view -> listed.add(view.placed().order()));
    assertThat(listed).isEqualTo(placed);
    assertThat(first.more()).isTrue();
    assertThat(rest.more()).isFalse();
  }

  private OrderPage list(@Nullable OrderId after, int limit) {
    Outcome outcome = world.tell(Actor.buyer(ANN), new ListOrdersOfBuyer(ANN, after, limit));
    return (OrderPage) ((Outcome.Answered) outcome).answer();
  }

  @Test
  void shouldForgetPurchasesThatNoPeriodCountsAnyMore() {
    Wishes.open(world);
    world.must(MERCHANT, move(FLOUR, 100));
    PerBuyerLimit hourly = new PerBuyerLimit(2, Duration.ofHours(1));
    world.must(Wishes.redefine(FLOUR, Wishes.described(PRICE, hourly, true)));
    for (int i = 0; i < 50; i++) {
      world.must(order(ANN, line(FLOUR, 2)));
      world.now += Duration.ofHours(1).toMillis();
    }
    world.close();
  }

  @Test
  void shouldExpectMoreThanItLooksAtWithoutHarm() {
    Wishes.open(world);
    WantedLine[] lines = new WantedLine[Limits.ORDER_LINES_MAX];
    Arrays.fill(lines, line(FLOUR, 1));
    Request[] many = new Request[3 * Engine.EXPECTED_MAX];
    Arrays.fill(many, keyed(1, MERCHANT, wanted(ANN, lines)));
    many[1] = Request.of(new ShopId("nowhere"), MERCHANT, wanted(ANN, lines));
    many[2] = Request.of(SHOP, MERCHANT, move(FLOUR, 1));
    long before = world.engine.digest();
    world.engine.expect(many, 0, many.length);
    assertThat(world.engine.digest()).isEqualTo(before);
    world.must(order(ANN, line(FLOUR, 1)));
    world.close();
  }

  @Test
  void shouldRefuseAnOrderInAnotherCurrencyThanItsShops() {
    Wishes.open(world);
    Outcome decided = world.engine.decide(order(ANN, line(FLOUR, 1)), world.now);
    Recorded recorded = ((Outcome.Accepted) decided).facts().getFirst();
    OrderPlaced placed = (OrderPlaced) recorded.fact();
    OrderPlaced inEuro =
        new OrderPlaced(
            placed.order(),
            placed.buyer(),
            placed.lines(),
            placed.charges(),
            Currency.getInstance("EUR"),
            placed.total(),
            placed.paymentDeadlineMillis(),
            null,
            List.of(),
            null);
    Recorded wrong = new Recorded(1, SHOP, recorded.shopSequence(), recorded.actor(), null, inEuro);
    assertThatThrownBy(() -> world.engine.apply(wrong, world.now))
        .isInstanceOf(BrokenInvariant.class);
  }

  /**
   * 64 bytes and the id twice with a position, 24 for each of two lines, and a part of the last
   * chunk that is still empty.
   */
  @Test
  void shouldCountTheBytesOfOrders() {
    Wishes.open(world);
    world.must(MERCHANT, move(FLOUR, 50_000));
    world.must(MERCHANT, move(BREAD, 50_000));
    for (int i = 0; i < 40_000; i++) {
      Outcome decided = world.engine.decide(order(ANN, line(FLOUR, 1), line(BREAD, 1)), world.now);
      world.engine.apply(((Outcome.Accepted) decided).facts().getFirst(), world.now);
    }
    EngineFigures figures = world.engine.figures();
    assertThat(figures.orders()).isEqualTo(40_000);
    assertThat(figures.orderBytes() / 40_000).isBetween(84L + 2 * 24, 84L + 2 * 24 + 20);
  }

  @Test
  void shouldRefuseFactsThatDoNotFit() {
    Wishes.open(world);
    Outcome.Accepted accepted = (Outcome.Accepted) world.must(order(ANN, line(FLOUR, 1)));
    Recorded twice = accepted.facts().getFirst();
    assertThatThrownBy(() -> world.engine.apply(twice, world.now))
        .isInstanceOf(BrokenInvariant.class);
  }

  @Test
  void shouldRefuseALogOfAnotherShardAnOldEpochAndAnUnknownLevel() {
    assertThatThrownBy(() -> open(1, Wishes.SHARD + 1)).isInstanceOf(BrokenInvariant.class);
    World other = new World();
    other.apply(ofShard(new Opened(1, 2, 7, Wishes.SHARD, 8, SlotTable.dealt(8))));
    assertThatThrownBy(
            () -> other.apply(ofShard(new Opened(1, 2, 7, Wishes.SHARD, 8, SlotTable.dealt(8)))))
        .isInstanceOf(BrokenInvariant.class);
    World third = new World();
    assertThatThrownBy(() -> third.apply(ofShard(new LevelRaised(Level.CURRENT + 1))))
        .isInstanceOf(BrokenInvariant.class);
  }

  @Test
  void shouldKeepShopsOfOtherShardsOut() {
    open(1, Wishes.SHARD);
    int home = SlotTable.dealt(8).shardOf(SHOP);
    Outcome outcome = world.tell(Actor.OPERATOR, new DefineShop(Wishes.SETTINGS));
    assertThat(outcome instanceof Outcome.Accepted).isEqualTo(home == Wishes.SHARD);
    world.close();
  }

  private void open(long epoch, int shard) {
    world.apply(ofShard(new Opened(1, 2, epoch, shard, 8, SlotTable.dealt(8))));
  }

  private static Recorded ofShard(Fact fact) {
    return new Recorded(1, null, 0, Actor.NODE, null, fact);
  }
}
