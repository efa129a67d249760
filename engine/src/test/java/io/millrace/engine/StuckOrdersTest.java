package io.millrace.engine;

import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.BREAD;
import static io.millrace.engine.Wishes.FLOUR;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.PRICE;
import static io.millrace.engine.Wishes.SHOP;
import static io.millrace.engine.Wishes.line;
import static io.millrace.engine.Wishes.order;
import static io.millrace.engine.Wishes.paid;
import static io.millrace.engine.Wishes.ship;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.model.Actor;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopSettings;
import io.millrace.model.Stays;
import io.millrace.model.StuckWhy;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.StuckView;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ListStuckOrders;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderStuck;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** States that should pass by themselves, and what happens when they do not. */
class StuckOrdersTest {
  private static final long UNSHIPPED = Stays.DEFAULT.unshipped().toMillis();
  private static final long UNCOMPLETED = Stays.DEFAULT.uncompleted().toMillis();
  private static final long AFTER_SHIPPING = Stays.DEFAULT.completeAfterShipping().toMillis();
  private static final long AFTER_DELIVERY = Stays.DEFAULT.completeAfterDelivery().toMillis();

  private final World world = new World();

  StuckOrdersTest() {
    Wishes.open(world);
  }

  private OrderId bought() {
    OrderId id = world.placed(order(ANN, line(FLOUR, 2), line(BREAD, 1)));
    world.must(MERCHANT, paid(id, 2 * PRICE + 500));
    return id;
  }

  private OrderId sent() {
    OrderId id = bought();
    world.must(MERCHANT, ship(id));
    return id;
  }

  private List<OrderId> stuck() {
    Outcome list =
        world.engine.decide(Request.of(SHOP, MERCHANT, new ListStuckOrders(null, 200)), world.now);
    OrderPage page = (OrderPage) ((Outcome.Answered) list).answer();
    return page.items().stream().map(view -> view.placed().order()).toList();
  }

  private @Nullable StuckView stuck(OrderId id) {
    return world.view(id).stuck();
  }

  @Test
  void shouldTellOnceThatAPaidOrderIsNotSent() {
    world.now += 1_000;
    OrderId id = bought();
    long paidAt = world.now;
    world.now += UNSHIPPED - 1;
    assertThat(world.tick()).isEmpty();
    assertThat(stuck()).isEmpty();
    world.now += 1;
    List<Recorded> fired = world.tick();
    assertThat(fired).hasSize(1);
    assertThat(fired.getFirst().actor()).isEqualTo(Actor.NODE);
    assertThat(fired.getFirst().fact())
        .isEqualTo(new OrderStuck(id, StuckWhy.UNSHIPPED, paidAt, OrderStatus.PAID, 3));
    assertThat(stuck()).containsExactly(id);
    assertThat(stuck(id)).isEqualTo(new StuckView(StuckWhy.UNSHIPPED, paidAt));
    world.now += 10 * UNSHIPPED;
    assertThat(world.tick()).isEmpty();
    assertThat(world.engine.figures().timers()).isZero();
    world.close();
  }

  @Test
  void shouldCountFromThePaymentAlsoWhenAPartWasSent() {
    OrderId id = bought();
    long paidAt = world.now;
    world.now += UNSHIPPED / 2;
    world.must(MERCHANT, ship(id, new ShippedLine(1, 1)));
    world.restart();
    world.must(MERCHANT, ship(id, new ShippedLine(2, 1)));
    world.now = paidAt + UNSHIPPED;
    world.tick();
    assertThat(stuck(id)).isEqualTo(new StuckView(StuckWhy.UNSHIPPED, paidAt));
    world.must(MERCHANT, ship(id));
    assertThat(stuck()).isEmpty();
    assertThat(stuck(id)).isNull();
    world.close();
  }

  @Test
  void shouldTellThatNobodySaysThatAnOrderArrivedAndThenCompleteIt() {
    OrderId id = sent();
    long sentAt = world.now;
    world.now = sentAt + UNCOMPLETED;
    world.tick();
    assertThat(stuck(id)).isEqualTo(new StuckView(StuckWhy.UNCOMPLETED, sentAt));
    world.restart();
    world.now = sentAt + AFTER_SHIPPING - 1;
    assertThat(world.tick()).isEmpty();
    world.now += 1;
    List<Recorded> fired = world.tick();
    long finalAt = world.now + Wishes.SETTINGS.refundWindow().toMillis();
    assertThat(fired.getFirst().fact())
        .isEqualTo(new OrderCompleted(id, finalAt, OrderStatus.COMPLETED, 5));
    assertThat(fired.getFirst().actor()).isEqualTo(Actor.NODE);
    assertThat(stuck()).isEmpty();
    assertThat(world.view(id).completesAtMillis()).isNull();
    assertThat(world.engine.figures().timers()).isZero();
    world.close();
  }

  @Test
  void shouldCompleteSoLongAfterTheLastArrivalWhenItIsTold() {
    OrderId id = bought();
    world.must(MERCHANT, ship(id, new ShippedLine(1, 2)));
    world.must(MERCHANT, ship(id));
    world.now += UNCOMPLETED;
    world.tick();
    long arrived = world.now - 5_000;
    world.must(MERCHANT, new DeliverShipment(id, 2, arrived));
    assertThat(stuck()).as("one parcel is still on its way").containsExactly(id);
    world.must(MERCHANT, new DeliverShipment(id, 1, arrived - 1));
    assertThat(stuck()).isEmpty();
    assertThat(world.view(id).completesAtMillis()).isEqualTo(arrived + AFTER_DELIVERY);
    world.now = arrived + AFTER_DELIVERY - 1;
    assertThat(world.tick()).as("no word of being stuck any more").isEmpty();
    world.now += 1;
    world.tick();
    assertThat(world.view(id).status()).isEqualTo(OrderStatus.COMPLETED);
    world.close();
  }

  @Test
  void shouldNotLetAnArrivalTakeAwayTheTimeThatTheMerchantGave() {
    OrderId id = sent();
    long postponed = world.now + AFTER_SHIPPING + Duration.ofDays(30).toMillis();
    world.must(MERCHANT, new PostponeCompletion(id, postponed));
    world.must(MERCHANT, new DeliverShipment(id, 1, world.now));
    assertThat(world.view(id).completesAtMillis()).isEqualTo(postponed);
    world.restart();
    world.now = postponed - 1;
    assertThat(world.tick()).isEmpty();
    world.now += 1;
    assertThat(world.tick()).hasSize(1);
    world.close();
  }

  @Test
  void shouldLeaveNothingBehindWhenABuyerCompletes() {
    OrderId id = sent();
    world.now += UNCOMPLETED;
    world.tick();
    world.must(Actor.buyer(ANN), Wishes.complete(id));
    assertThat(stuck()).isEmpty();
    assertThat(world.engine.figures().timers()).isZero();
    world.now += AFTER_SHIPPING;
    assertThat(world.tick()).isEmpty();
    world.close();
  }

  @Test
  void shouldTouchNoOrderThatIsThereWhenTheShopsStaysChange() {
    OrderId id = bought();
    ShopSettings like = Wishes.SETTINGS;
    Duration second = Duration.ofSeconds(1);
    ShopSettings hasty =
        new ShopSettings(
            like.name(),
            like.currency(),
            like.timezone(),
            like.paymentTimeout(),
            List.of(),
            new Stays(second, second, second, second));
    world.must(new Request(SHOP, Actor.OPERATOR, null, Precondition.ANY, new DefineShop(hasty)));
    world.now += 1_000;
    assertThat(world.tick()).isEmpty();
    world.must(MERCHANT, ship(id));
    world.now += 1_000;
    assertThat(world.tick()).as("what comes later goes by the new ones").hasSize(1);
    assertThat(world.view(id).status()).isEqualTo(OrderStatus.COMPLETED);
    world.close();
  }

  /** Facts that are older than stays have no such times. */
  @Test
  void shouldNeverCallAnOrderStuckWhoseFactsSayNothingOfIt() {
    OrderId id = world.placed(order(ANN, line(FLOUR, 1)));
    long next = world.engine.shopSequence(SHOP) + 1;
    OrderMarkedPaid old = new OrderMarkedPaid(id, PRICE, "x", 1, 0, OrderStatus.PAID, 2);
    world.apply(new Recorded(1, SHOP, next, MERCHANT, null, old));
    world.now += 100 * UNSHIPPED;
    assertThat(world.tick()).isEmpty();
    world.close();
  }

  @Test
  void shouldNotApplyThatAnOrderIsStuckWhereItDoesNotStand() {
    OrderId id = bought();
    long next = world.engine.shopSequence(SHOP) + 1;
    OrderStuck wrong = new OrderStuck(id, StuckWhy.UNCOMPLETED, 1, OrderStatus.PAID, 3);
    assertThatThrownBy(() ->
            world.engine.apply(new Recorded(1, SHOP, next, Actor.NODE, null, wrong), world.now))
        .isInstanceOf(BrokenInvariant.class)
        .hasMessageContaining("stuck where it stands");
  }
}
