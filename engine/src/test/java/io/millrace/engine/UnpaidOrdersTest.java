package io.millrace.engine;

import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.BEN;
import static io.millrace.engine.Wishes.FLOUR;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.PRICE;
import static io.millrace.engine.Wishes.SHOP;
import static io.millrace.engine.Wishes.keyed;
import static io.millrace.engine.Wishes.line;
import static io.millrace.engine.Wishes.order;
import static io.millrace.engine.Wishes.paid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.model.Actor;
import io.millrace.model.Course;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Precondition;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShopSettings;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.refusal.OrderStateRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Orders that nobody pays. */
class UnpaidOrdersTest {
  private static final long TIMEOUT = Wishes.SETTINGS.paymentTimeout().toMillis();

  private final World world = new World();

  UnpaidOrdersTest() {
    Wishes.open(world);
  }

  private StockView stock() {
    Outcome read = world.engine.decide(Request.of(SHOP, MERCHANT, new ReadStock(FLOUR)), world.now);
    return (StockView) ((Outcome.Answered) read).answer();
  }

  private static List<OrderId> expired(List<Recorded> fired) {
    return fired.stream().map(recorded -> ((OrderExpired) recorded.fact()).order()).toList();
  }

  /** What an engine would fire at a time, one fact after the other, without being asked twice. */
  private static List<OrderId> firing(Engine engine, long nowMillis) {
    List<OrderId> orders = new ArrayList<>();
    while (engine.turn(nowMillis, 100) || engine.due() != null) {
      DueTimer due = engine.due();
      if (due != null) {
        Recorded fact = engine.fire(due, nowMillis);
        engine.apply(fact, nowMillis);
        orders.add(((OrderExpired) fact.fact()).order());
      }
    }
    return orders;
  }

  @Test
  void shouldCloseAnOrderAtItsDeadlineAndNoMillisecondEarlier() {
    OrderId id = world.placed(order(ANN, line(FLOUR, 2)));
    world.now += TIMEOUT - 1;
    assertThat(world.tick()).isEmpty();
    world.now += 1;
    List<Recorded> fired = world.tick();
    assertThat(expired(fired)).containsExactly(id);
    assertThat(fired.getFirst().actor()).isEqualTo(Actor.NODE);
    OrderView view = world.view(id);
    assertThat(view.status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(view.course()).isEqualTo(Course.EXPIRED);
    assertThat(view.closedAtMillis()).isEqualTo(world.now);
    assertThat(view.version()).isEqualTo(2);
    world.close();
  }

  @Test
  void shouldReturnStockAndTheBuyersLimitInTheSameFact() {
    PerBuyerLimit limit = new PerBuyerLimit(2, null);
    world.must(Wishes.redefine(FLOUR, Wishes.described(PRICE, limit, true)));
    world.placed(order(ANN, line(FLOUR, 2)));
    assertThat(world.tell(order(ANN, line(FLOUR, 1)))).isInstanceOf(Outcome.Refused.class);
    assertThat(stock().held()).isEqualTo(2);
    world.now += TIMEOUT;
    assertThat(world.tick()).hasSize(1);
    assertThat(stock().held()).isZero();
    assertThat(stock().available()).isEqualTo(10);
    world.must(order(ANN, line(FLOUR, 2)));
    world.close();
  }

  @Test
  void shouldRefuseMoneyAfterTheCloseAndLeaveNoFactOfIt() {
    OrderId id = world.placed(order(ANN, line(FLOUR, 1)));
    world.now += TIMEOUT;
    world.tick();
    long facts = world.engine.sequence();
    Outcome late = world.tell(keyed(1, MERCHANT, paid(id, PRICE)));
    assertThat(late)
        .isEqualTo(new Outcome.Refused(new OrderStateRefused(OrderStatus.EXPIRED, List.of())));
    assertThat(world.engine.sequence()).isEqualTo(facts);
    assertThat(world.engine.figures().rememberedKeys()).isZero();
    world.close();
  }

  @Test
  void shouldDecideByLogOrderWhatHappensInTheMillisecondOfTheDeadline() {
    OrderId paidFirst = world.placed(order(ANN, line(FLOUR, 1)));
    OrderId closedFirst = world.placed(order(BEN, line(FLOUR, 1)));
    world.now += TIMEOUT;
    world.must(MERCHANT, paid(paidFirst, PRICE));
    assertThat(expired(world.tick())).containsExactly(closedFirst);
    assertThat(world.tell(MERCHANT, paid(closedFirst, PRICE))).isInstanceOf(Outcome.Refused.class);
    assertThat(world.view(paidFirst).status()).isEqualTo(OrderStatus.PAID);
    assertThat(stock().committed()).isEqualTo(1);
    assertThat(stock().available()).isEqualTo(9);
    assertThat(world.tick()).isEmpty();
    world.close();
  }

  @Test
  void shouldCloseInTheOrderOfDeadlinesAndThenOfIds() {
    OrderId first = world.placed(order(ANN, line(FLOUR, 1)));
    OrderId second = world.placed(order(ANN, line(FLOUR, 1)));
    world.now += 1;
    OrderId third = world.placed(order(ANN, line(FLOUR, 1)));
    world.now += 10 * TIMEOUT;
    assertThat(expired(world.tick())).containsExactly(first, second, third);
    world.close();
  }

  @Test
  void shouldNotExpireAnOrderThatIsPaidOrGivenUp() {
    OrderId paid = world.placed(order(ANN, line(FLOUR, 1)));
    OrderId cancelled = world.placed(order(ANN, line(FLOUR, 1)));
    assertThat(world.engine.figures().timers()).isEqualTo(2);
    world.must(MERCHANT, paid(paid, PRICE));
    world.must(MERCHANT, Wishes.cancel(cancelled));
    assertThat(world.engine.figures().timers()).as("the one until it must be sent").isEqualTo(1);
    world.now += TIMEOUT;
    assertThat(world.tick()).isEmpty();
    world.close();
  }

  @Test
  void shouldGiveTheMemoryOfTimersBackAfterManyOrdersWereGivenUp() {
    world.must(MERCHANT, Wishes.move(FLOUR, 100_000));
    long before = world.engine.figures().timerBytes();
    List<OrderId> orders = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      orders.add(world.placed(order(ANN, line(FLOUR, 1))));
    }
    assertThat(world.engine.figures().timerBytes()).isGreaterThan(before + 20_000 * 32L - 1);
    orders.forEach(id -> world.must(MERCHANT, Wishes.cancel(id)));
    assertThat(world.engine.figures().timers()).isZero();
    assertThat(world.engine.figures().timerBytes())
        .as("but for one chunk that is kept")
        .isLessThanOrEqualTo(before + 4_096 * 32L);
  }

  @Test
  void shouldNotShiftDeadlinesByTheTimeThatAReplayTakes() {
    OrderId id = world.placed(order(ANN, line(FLOUR, 1)));
    world.now += TIMEOUT / 2;
    Engine fresh = world.replayed();
    assertThat(firing(fresh, World.START + TIMEOUT - 1)).isEmpty();
    assertThat(fresh.wakeMillis()).isEqualTo(World.START + TIMEOUT);
    assertThat(firing(fresh, World.START + TIMEOUT)).containsExactly(id);
  }

  @Test
  void shouldFireTheSameFromASnapshotWithItsTailAsFromTheWholeLog() {
    OrderId before = world.placed(order(ANN, line(FLOUR, 1)));
    OrderId paidLater = world.placed(order(ANN, line(FLOUR, 1)));
    world.now += 1_000;
    world.restart();
    world.must(MERCHANT, paid(paidLater, PRICE));
    world.now += 1_000;
    OrderId after = world.placed(order(BEN, line(FLOUR, 1)));
    Engine whole = world.replayed();
    world.now += TIMEOUT;
    assertThat(firing(whole, world.now)).containsExactly(before, after);
    assertThat(expired(world.tick())).containsExactly(before, after);
    assertThat(world.engine.digest()).isEqualTo(whole.digest());
    world.close();
  }

  @Test
  void shouldHaveNoGhostTimerOfAnOrderWhoseFactWasCutOff() {
    OrderId kept = world.placed(order(ANN, line(FLOUR, 1)));
    Engine cut = world.replayed();
    world.placed(order(ANN, line(FLOUR, 1)));
    assertThat(cut.figures().timers()).isEqualTo(1);
    assertThat(firing(cut, world.now + TIMEOUT)).containsExactly(kept);
  }

  @Test
  void shouldTakeAnOrdersOwnTimeInsteadOfTheShops() {
    OrderId own = world.placed(Request.of(SHOP, MERCHANT, Wishes.within(Duration.ofSeconds(1))));
    OrderId usual = world.placed(order(ANN, line(FLOUR, 1)));
    world.now += 1_000;
    assertThat(expired(world.tick())).containsExactly(own);
    world.now += TIMEOUT;
    assertThat(expired(world.tick())).containsExactly(usual);
    world.close();
  }

  @Test
  void shouldTouchNoOrderThatIsThereWhenTheShopsTimeChanges() {
    OrderId id = world.placed(order(ANN, line(FLOUR, 1)));
    ShopSettings like = Wishes.SETTINGS;
    ShopSettings shorter =
        new ShopSettings(
            like.name(), like.currency(), like.timezone(), Duration.ofMinutes(1), List.of());
    world.must(new Request(SHOP, Actor.OPERATOR, null, Precondition.ANY, new DefineShop(shorter)));
    world.now += TIMEOUT - 1;
    assertThat(world.tick()).isEmpty();
    world.now += 1;
    assertThat(expired(world.tick())).containsExactly(id);
    world.close();
  }

  @Test
  void shouldCloseAtTheExtendedDeadlineAndKeepTheFirstOneBesideIt() {
    OrderId id = world.placed(order(ANN, line(FLOUR, 1)));
    long later = World.START + 3 * TIMEOUT;
    world.must(MERCHANT, new ExtendOrder(id, later));
    assertThat(world.view(id).paymentDeadlineMillis()).isEqualTo(later);
    assertThat(world.view(id).placed().paymentDeadlineMillis()).isEqualTo(World.START + TIMEOUT);
    world.restart();
    world.now = later - 1;
    assertThat(world.tick()).isEmpty();
    world.now = later;
    assertThat(expired(world.tick())).containsExactly(id);
    world.close();
  }

  @Test
  void shouldCloseAtAnEarlierDeadlineThatTheMerchantMovedItTo() {
    OrderId id = world.placed(order(ANN, line(FLOUR, 1)));
    world.must(MERCHANT, new ExtendOrder(id, World.START + 5));
    world.must(MERCHANT, new ExtendOrder(id, World.START + 3));
    world.restart();
    world.now += 3;
    assertThat(expired(world.tick())).containsExactly(id);
    assertThat(world.engine.figures().timers()).isZero();
    world.close();
  }

  @Test
  void shouldNotApplyAnExpiryBeforeTheDeadline() {
    OrderId id = world.placed(order(ANN, line(FLOUR, 1)));
    long sequence = world.engine.shopSequence(SHOP) + 1;
    OrderExpired early = new OrderExpired(id, OrderStatus.EXPIRED, 2);
    assertThatThrownBy(() ->
            world.engine.apply(
                new Recorded(1, SHOP, sequence, Actor.NODE, null, early),
                World.START + TIMEOUT - 1))
        .isInstanceOf(BrokenInvariant.class)
        .hasMessageContaining("before its deadline");
  }
}
