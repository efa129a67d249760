package io.millrace.engine;

import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.BEN;
import static io.millrace.engine.Wishes.BREAD;
import static io.millrace.engine.Wishes.FLOUR;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.PRICE;
import static io.millrace.engine.Wishes.SHOP;
import static io.millrace.engine.Wishes.keyed;
import static io.millrace.engine.Wishes.line;
import static io.millrace.engine.Wishes.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.OrderId;
import io.millrace.model.OrderVersion;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Precondition;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopSettings;
import io.millrace.model.Stays;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.ArchivedOrder;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrdersLeft;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.FindFinalOrders;
import io.millrace.model.command.FindOrder;
import io.millrace.model.command.FindShipment;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.ListStuckOrders;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.refusal.BuyerLimitReached;
import io.millrace.model.refusal.CurrencyFixed;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.OrderArchived;
import io.millrace.model.refusal.OrderStateRefused;
import io.millrace.model.refusal.OrderUnknown;
import io.millrace.model.refusal.TokenUsed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ArchivingTest {
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final long STAY_MILLIS = Limits.GIVEN_UP_STAY.toMillis();

  private final World world = new World();

  private void open() {
    Wishes.open(world);
    window(WINDOW);
  }

  private void window(Duration window) {
    world.must(new Request(SHOP, Actor.OPERATOR, null, Precondition.ANY, define(window)));
  }

  private static DefineShop define(Duration window) {
    ShopSettings usual = Wishes.SETTINGS;
    return new DefineShop(
        new ShopSettings(
            usual.name(),
            usual.currency(),
            usual.timezone(),
            usual.paymentTimeout(),
            usual.allowedOrigins(),
            Stays.DEFAULT,
            window));
  }

  private long lastKey = 100;

  private OrderId placed() {
    return placed(ANN);
  }

  private OrderId placed(BuyerId buyer) {
    return world.placed(keyed(++lastKey, MERCHANT, wanted(buyer, line(FLOUR, 1))));
  }

  private OrderId cancelled() {
    OrderId order = placed();
    world.must(MERCHANT, Wishes.cancel(order));
    return order;
  }

  private OrderId completed() {
    OrderId order = placed();
    world.must(MERCHANT, Wishes.paid(order, PRICE));
    world.must(MERCHANT, Wishes.ship(order, "parcel-" + order));
    world.must(MERCHANT, Wishes.complete(order));
    return order;
  }

  private Outcome archive(OrderVersion... orders) {
    return world.tell(Actor.NODE, new ArchiveOrders(Arrays.asList(orders), position()));
  }

  /** What tables have that are as far as the shop. */
  private long position() {
    return world.engine.shopSequence(SHOP);
  }

  private long kept;

  private ArchivedOrder left(OrderId order) {
    return new ArchivedOrder(order, kept);
  }

  private void archived(OrderId order) {
    kept = position();
    world.now += STAY_MILLIS;
    OrderVersion now = new OrderVersion(order, world.view(order).version());
    assertThat(archive(now)).isInstanceOf(Outcome.Accepted.class);
  }

  private Outcome ask(Command command) {
    return world.tell(MERCHANT, command);
  }

  private static Outcome none() {
    return new Outcome.Answered(new OrdersLeft(0));
  }

  private List<OrderId> ofAnn(@Nullable OrderId after) {
    OrderPage page =
        (OrderPage) ((Outcome.Answered) ask(new ListOrdersOfBuyer(ANN, after, 10))).answer();
    return page.items().stream().map(view -> view.placed().order()).toList();
  }

  @Test
  void shouldLetGoWhatWasGivenUpAfterAMomentAndWhatIsCompleteAfterItsWindow() {
    open();
    OrderVersion opened = new OrderVersion(placed(), 1);
    OrderId cancelled = cancelled();
    OrderId completed = completed();
    OrderVersion givenUp = new OrderVersion(cancelled, 2);
    OrderVersion done = new OrderVersion(completed, 4);
    world.now += WINDOW.toMillis() - 1;
    assertThat(archive(opened, givenUp, done)).isEqualTo(none());
    world.now += 1;
    Recorded fact = ((Outcome.Accepted) archive(opened, givenUp, done)).facts().getFirst();
    assertThat(fact.fact()).isEqualTo(new OrdersArchived(List.of(completed), position() - 1));
    assertThat(fact.actor()).isEqualTo(Actor.NODE);
    world.now += STAY_MILLIS - WINDOW.toMillis() - 1;
    assertThat(archive(opened, givenUp)).isEqualTo(none());
    assertThat(finals(null, 1).items()).isEmpty();
    assertThat(ask(Wishes.paid(cancelled, PRICE)))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            no -> assertThat(no.refusal()).isInstanceOf(OrderStateRefused.class));
    world.now += 1;
    assertThat(finals(null, 1).items()).containsExactly(item(cancelled));
    assertThat(archive(opened, givenUp)).isInstanceOf(Outcome.Accepted.class);
    assertThat(archive(opened, givenUp, done)).isEqualTo(none());
    assertThat(world.engine.figures().orders()).isEqualTo(1);
    world.close();
  }

  @Test
  void shouldLetGoWhatExpiredAMomentAfterThat() {
    open();
    OrderVersion expired = new OrderVersion(placed(), 2);
    world.now += Wishes.SETTINGS.paymentTimeout().toMillis();
    world.tick();
    world.now += STAY_MILLIS - 1;
    world.restart();
    assertThat(archive(expired)).isEqualTo(none());
    world.now += 1;
    assertThat(archive(expired)).isInstanceOf(Outcome.Accepted.class);
    world.close();
  }

  @Test
  void shouldNotLetGoInAVersionThatIsNotTheOrdersOwn() {
    open();
    OrderId order = completed();
    world.now += WINDOW.toMillis();
    OrderVersion seen = new OrderVersion(order, 4);
    world.must(MERCHANT, new DeliverShipment(order, 1, world.now));
    assertThat(archive(seen)).isEqualTo(none());
    assertThat(archive(new OrderVersion(order, 5), new OrderVersion(order, 5)))
        .isInstanceOfSatisfying(
            Outcome.Accepted.class, a -> assertThat(a.answer()).isEqualTo(new OrdersLeft(1)));
    world.close();
  }

  @Test
  void shouldKeepAnOrderForTheWindowThatItsShopHadWhenItWasCompleted() {
    open();
    OrderId order = completed();
    OrderVersion done = new OrderVersion(order, 4);
    window(Duration.ofSeconds(1));
    world.now += WINDOW.toMillis() - 1;
    assertThat(archive(done)).isEqualTo(none());
    window(Duration.ofDays(365));
    world.restart();
    world.now += 1;
    assertThat(archive(done)).isInstanceOf(Outcome.Accepted.class);
    world.close();
  }

  @Test
  void shouldAnswerThatAnOrderLeftOrThatItNeverWas() {
    open();
    OrderId order = cancelled();
    OrderId open = placed();
    archived(order);
    OrderId never = new OrderId(open.value() + 1);
    assertThat(ask(new ReadOrder(order))).isEqualTo(new Outcome.Answered(left(order)));
    assertThat(ask(Wishes.paid(order, PRICE)))
        .isEqualTo(new Outcome.Refused(new OrderArchived(order)));
    assertThat(ask(Wishes.ship(order))).isEqualTo(new Outcome.Refused(new OrderArchived(order)));
    assertThat(ask(new DeliverShipment(order, 1, world.now)))
        .isEqualTo(new Outcome.Refused(new OrderArchived(order)));
    assertThat(ask(new ReadOrder(never))).isEqualTo(new Outcome.Refused(new OrderUnknown(never)));
    assertThat(ask(Wishes.cancel(never))).isEqualTo(new Outcome.Refused(new OrderUnknown(never)));
    world.close();
  }

  /** Whoever asks where orders are that left need not wait for what happened since. */
  @Test
  void shouldSayHowFarTablesAreThatHaveWhatLeft() {
    open();
    OrderId first = cancelled();
    OrderId second = cancelled();
    archived(first);
    long then = kept;
    placed();
    assertThat(ask(new ReadOrder(first)))
        .isEqualTo(new Outcome.Answered(new ArchivedOrder(first, then)));
    archived(second);
    world.restart();
    assertThat(kept).isGreaterThan(then);
    assertThat(ask(new ReadOrder(first))).isEqualTo(new Outcome.Answered(left(first)));
    ArchiveOrders fromBehind =
        new ArchiveOrders(List.of(new OrderVersion(cancelled(), 2)), then); // of tables made anew
    world.now += STAY_MILLIS;
    world.must(Actor.NODE, fromBehind);
    assertThat(ask(new ReadOrder(first))).isEqualTo(new Outcome.Answered(left(first)));
    world.close();
  }

  @Test
  void shouldNotBelieveTablesThatAreAheadOfTheShop() {
    open();
    OrderVersion order = new OrderVersion(cancelled(), 2);
    world.now += STAY_MILLIS;
    for (long upTo : new long[] {0, position() + 1}) {
      assertThat(world.tell(Actor.NODE, new ArchiveOrders(List.of(order), upTo)))
          .isInstanceOfSatisfying(
              Outcome.Refused.class, no -> assertThat(no.refusal()).isInstanceOf(Invalid.class));
    }
    assertThat(archive(order)).isInstanceOf(Outcome.Accepted.class);
    world.close();
  }

  /** They do not say how far tables are: as far as the shop is, or was when one first said it. */
  @Test
  void shouldKnowWhatLeftByOlderFacts() {
    open();
    OrderId first = cancelled();
    OrderId second = cancelled();
    world.apply(
        new Recorded(
            1, SHOP, position() + 1, Actor.NODE, null, new OrdersArchived(List.of(first), 0)));
    placed();
    assertThat(ask(new ReadOrder(first)))
        .isEqualTo(new Outcome.Answered(new ArchivedOrder(first, position())));
    archived(second);
    long then = position();
    placed();
    assertThat(ask(new ReadOrder(first)))
        .isEqualTo(new Outcome.Answered(new ArchivedOrder(first, then)));
    world.close();
  }

  /** What is another's is unknown, and did not leave. */
  @Test
  void shouldNotSayThatAnothersOrderLeftWhichIsInMemory() {
    open();
    OrderId order = placed(ANN);
    archived(cancelled()); // a later one, so that the shop may have archived it
    Actor ben = Actor.buyer(BEN);
    Outcome unknown = new Outcome.Refused(new OrderUnknown(order));
    assertThat(world.tell(ben, new ReadOrder(order))).isEqualTo(unknown);
    assertThat(world.tell(ben, Wishes.cancel(order))).isEqualTo(unknown);
    assertThat(world.tell(Actor.buyer(ANN), Wishes.cancel(order)))
        .isInstanceOf(Outcome.Accepted.class);
    world.close();
  }

  @Test
  void shouldLeaveAPageToTheTablesWhenItBeginsTooFarBehind() {
    open();
    world.must(MERCHANT, Wishes.move(FLOUR, 20_000));
    OrderId gone = cancelled();
    for (int i = 0; i <= 10_000; i++) {
      apply(world.engine, Wishes.order(ANN, line(FLOUR, 1)));
    }
    world.now += STAY_MILLIS;
    apply(
        world.engine,
        Request.of(
            SHOP, Actor.NODE, new ArchiveOrders(List.of(new OrderVersion(gone, 2)), position())));
    ListOrdersOfBuyer behind = new ListOrdersOfBuyer(ANN, gone, 10);
    assertThat(world.engine.decide(Request.of(SHOP, MERCHANT, behind), world.now))
        .isEqualTo(new Outcome.Answered(new OrderPage(List.of(), true, position() - 1)));
  }

  @Test
  void shouldRememberKeysOfOrdersThatLeft() {
    open();
    Request place = keyed(1, MERCHANT, wanted(ANN, line(FLOUR, 1)));
    OrderId order = world.placed(place);
    Request cancel = keyed(2, MERCHANT, Wishes.cancel(order));
    Outcome.Accepted receipt = (Outcome.Accepted) world.must(cancel);
    archived(order);
    world.restart();
    assertThat(world.tell(place)).isEqualTo(new Outcome.Replayed(left(order)));
    assertThat(world.tell(cancel)).isEqualTo(new Outcome.Replayed(receipt.answer()));
    world.close();
  }

  @Test
  void shouldRememberTokensOfOrdersThatLeft() {
    open();
    Request first = keyed(1, MERCHANT, Wishes.tokened(Wishes.token(7, 2), line(FLOUR, 2)));
    OrderId order = world.placed(first);
    world.must(MERCHANT, Wishes.cancel(order));
    archived(order);
    world.restart();
    Request again = keyed(2, MERCHANT, Wishes.tokened(Wishes.token(7, 2), line(FLOUR, 2)));
    assertThat(world.tell(again)).isEqualTo(new Outcome.Replayed(left(order)));
    Request other = keyed(3, MERCHANT, Wishes.tokened(Wishes.token(7, 2), line(BREAD, 2)));
    assertThat(world.tell(other)).isEqualTo(new Outcome.Refused(new TokenUsed(order)));
    world.now += Limits.KEY_WINDOW.toMillis() + 1;
    world.must(MERCHANT, Wishes.move(BREAD, 1));
    assertThat(world.engine.figures().spentTokens()).isZero();
    world.close();
  }

  @Test
  void shouldCountUnitsOfABuyerAndKeepTheCurrencyWhenAllOrdersHaveLeft() {
    open();
    PerBuyerLimit one = new PerBuyerLimit(1, null);
    world.must(Wishes.redefine(FLOUR, Wishes.described(PRICE, one, true)));
    OrderId order = completed();
    world.now += WINDOW.toMillis();
    archived(order);
    assertThat(world.engine.figures().buyers()).isZero();
    assertThat(world.tell(Wishes.order(ANN, line(FLOUR, 1))))
        .isEqualTo(new Outcome.Refused(new BuyerLimitReached(FLOUR, 1, 1)));
    DefineShop inYen =
        new DefineShop(
            new ShopSettings(
                "The Mill",
                Currency.getInstance("JPY"),
                Wishes.SETTINGS.timezone(),
                Wishes.SETTINGS.paymentTimeout(),
                List.of()));
    assertThat(world.tell(new Request(SHOP, Actor.OPERATOR, null, Precondition.ANY, inYen)))
        .isEqualTo(new Outcome.Refused(new CurrencyFixed(Wishes.CNY)));
    world.close();
  }

  @Test
  void shouldGiveReferencesBack() {
    open();
    OrderId order = world.placed(keyed(1, MERCHANT, Wishes.referring("po-1")));
    world.must(MERCHANT, Wishes.cancel(order));
    OrderId sent = completed();
    world.now += WINDOW.toMillis();
    archived(order);
    archived(sent);
    assertThat(ask(new FindOrder("po-1")))
        .isEqualTo(new Outcome.Answered(new OrderPage(List.of(), false, kept)));
    assertThat(world.placed(keyed(2, MERCHANT, Wishes.referring("po-1")))).isNotEqualTo(order);
    assertThat(ask(new FindShipment("parcel-" + sent)).toString()).contains("item=null");
    world.close();
  }

  @Test
  void shouldListABuyersOrdersAroundThoseThatLeft() {
    open();
    List<OrderId> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(placed());
    }
    Collections.reverse(all);
    for (int gone : List.of(3, 0, 5, 2)) {
      OrderId order = all.get(gone);
      world.must(MERCHANT, Wishes.cancel(order));
      archived(order);
    }
    assertThat(ofAnn(null)).containsExactly(all.get(1), all.get(4));
    world.restart();
    assertThat(ofAnn(all.get(3))).containsExactly(all.get(4));
    OrderId newest = placed();
    assertThat(ofAnn(null)).containsExactly(newest, all.get(1), all.get(4));
    world.must(MERCHANT, Wishes.cancel(all.get(1)));
    archived(all.get(1));
    assertThat(ofAnn(null)).containsExactly(newest, all.get(4));
    assertThat(ask(new ListStuckOrders(all.get(1), 10)))
        .isEqualTo(new Outcome.Answered(new OrderPage(List.of(), false)));
    world.close();
  }

  @Test
  void shouldForgetBuyersWithoutOrdersAndKnowThemWhenTheyComeAgain() {
    open();
    BuyerId longName = new BuyerId("b".repeat(64));
    for (BuyerId buyer : List.of(BEN, longName)) {
      OrderId order = placed(buyer);
      world.must(MERCHANT, Wishes.cancel(order));
      archived(order);
      assertThat(world.engine.figures().buyers()).isZero();
      assertThat(world.view(placed(buyer)).placed().buyer()).isEqualTo(buyer);
      world.restart();
      assertThat(world.engine.figures().buyers()).isPositive();
      OrderId last = world.view(placed(buyer)).placed().order();
      for (OrderId each : ofBuyer(buyer)) {
        world.must(MERCHANT, Wishes.cancel(each));
        archived(each);
      }
      assertThat(ask(new ReadOrder(last))).isEqualTo(new Outcome.Answered(left(last)));
    }
    world.close();
  }

  private List<OrderId> ofBuyer(BuyerId buyer) {
    OrderPage page =
        (OrderPage) ((Outcome.Answered) ask(new ListOrdersOfBuyer(buyer, null, 10))).answer();
    return page.items().stream().map(view -> view.placed().order()).toList();
  }

  @Test
  void shouldTellWhatIsFinalInTheOrderOfIds() {
    open();
    OrderId first = cancelled();
    OrderId open = placed();
    OrderId second = cancelled();
    world.now += STAY_MILLIS;
    FinalOrders one = finals(null, 1);
    assertThat(one.items()).containsExactly(item(first));
    assertThat(one.next()).isEqualTo(first);
    archived(first);
    FinalOrders rest = finals(first, 5);
    assertThat(rest.items()).containsExactly(item(second));
    assertThat(rest.next()).isNull();
    assertThat(finals(open, 1).items()).containsExactly(item(second));
    world.close();
  }

  private static FinalOrders.Item item(OrderId order) {
    return new FinalOrders.Item(SHOP, new OrderVersion(order, 2));
  }

  private FinalOrders finals(@Nullable OrderId after, int limit) {
    Outcome found = world.tell(Actor.NODE, new FindFinalOrders(after, limit));
    return (FinalOrders) ((Outcome.Answered) found).answer();
  }

  @Test
  void shouldObeyTheNodeAloneAndNotTooManyAtOnce() {
    open();
    OrderVersion order = new OrderVersion(cancelled(), 2);
    assertThat(ask(new ArchiveOrders(List.of(order), position())))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, no -> assertThat(no.refusal()).isInstanceOf(NotPermitted.class));
    assertThat(world.tell(Actor.OPERATOR, new FindFinalOrders(null, 1)))
        .isInstanceOf(Outcome.Refused.class);
    int tooMany = Limits.ARCHIVED_ORDERS_MAX + 1;
    assertThat(
            world.tell(
                Actor.NODE, new ArchiveOrders(Collections.nCopies(tooMany, order), position())))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, no -> assertThat(no.refusal()).isInstanceOf(Invalid.class));
    world.close();
  }

  /** What takes the writer's time is what orders hold, not how many they are. */
  @Test
  void shouldLetGoNoMoreLinesAndParcelsAtOnceThanTheWriterHasTimeFor() {
    open();
    world.must(MERCHANT, Wishes.move(FLOUR, 30_000));
    WantedLine[] lines = new WantedLine[Limits.ORDER_LINES_MAX];
    Arrays.fill(lines, line(FLOUR, 1));
    List<OrderVersion> all = new ArrayList<>();
    for (int i = 0; i < 199; i++) {
      Recorded placed = apply(world.engine, Wishes.order(ANN, lines)).facts().getFirst();
      OrderId order = ((OrderPlaced) placed.fact()).order();
      apply(world.engine, Request.of(SHOP, MERCHANT, Wishes.cancel(order)));
      all.add(new OrderVersion(order, 2));
    }
    OrderId sent = world.placed(Wishes.order(ANN, line(FLOUR, 50)));
    world.must(MERCHANT, Wishes.paid(sent, 50 * PRICE));
    for (int i = 0; i < 50; i++) {
      world.must(MERCHANT, Wishes.ship(sent, new ShippedLine(1, 1)));
    }
    world.must(MERCHANT, Wishes.complete(sent));
    all.add(new OrderVersion(sent, 53));
    world.now += STAY_MILLIS;
    FinalOrders slice = finals(null, 1_000);
    assertThat(slice.items()).as("20,001 are too many").hasSize(199);
    assertThat(slice.next()).isEqualTo(all.get(198).order());
    assertThat(finals(slice.next(), 1_000).items())
        .containsExactly(new FinalOrders.Item(SHOP, all.getLast()));
    Request archive = Request.of(SHOP, Actor.NODE, new ArchiveOrders(all, position()));
    assertThat(apply(world.engine, archive).answer()).isEqualTo(new OrdersLeft(199));
    assertThat(apply(world.engine, archive).answer()).isEqualTo(new OrdersLeft(1));
    assertThat(world.engine.figures().orders()).isZero();
  }

  /** What is decided is checked once more where it is applied. */
  @Test
  void shouldNotApplyThatAnOrderLeftToWhichSomethingMayHappen() {
    open();
    OrderId order = placed();
    Recorded wrong =
        new Recorded(
            1,
            SHOP,
            world.engine.shopSequence(SHOP) + 1,
            Actor.NODE,
            null,
            new OrdersArchived(List.of(order), 1));
    assertThatThrownBy(() -> world.engine.apply(wrong, world.now))
        .isInstanceOf(BrokenInvariant.class)
        .hasMessageContaining("final");
  }

  /** A hundred thousand come and go, and what is kept is what a thousand need. */
  @Test
  void shouldTakeNoMoreMemoryHoweverManyOrdersPass() {
    open();
    world.must(MERCHANT, Wishes.move(FLOUR, 1_000_000));
    Engine engine = world.engine;
    long bytes = 0;
    for (int round = 0; round < 100; round++) {
      List<OrderVersion> leaving = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        BuyerId buyer = new BuyerId("buyer-" + round % 7 + "-" + round + "-" + i);
        leaving.add(new OrderVersion(pass(engine, buyer, round * 1_000L + i), 2));
      }
      world.now += STAY_MILLIS;
      apply(engine, Request.of(SHOP, Actor.NODE, new ArchiveOrders(leaving, position())));
      assertThat(engine.figures().orders()).isZero();
      assertThat(engine.figures().buyers()).isZero();
      if (round == 1) {
        bytes = engine.figures().orderBytes();
      }
    }
    // Only the index by hash has segments of its own chance; it may still grow a little.
    assertThat(engine.figures().orderBytes()).isLessThanOrEqualTo(bytes + bytes / 2);
    List<String> broken = new ArrayList<>();
    engine.audit(broken::add);
    assertThat(broken).isEmpty();
  }

  private OrderId pass(Engine engine, BuyerId buyer, long number) {
    RequestKey key = new RequestKey(new Fingerprint(number, 5), new Fingerprint(number, 6));
    Request place =
        new Request(
            SHOP,
            MERCHANT,
            key,
            Precondition.NONE,
            number % 3 == 0
                ? wanted(buyer, line(FLOUR, 1))
                : wanted(buyer, line(FLOUR, 1), line(FLOUR, 2)));
    OrderId order = ((OrderPlaced) apply(engine, place).facts().getFirst().fact()).order();
    apply(engine, Request.of(SHOP, MERCHANT, Wishes.cancel(order)));
    return order;
  }

  private Outcome.Accepted apply(Engine engine, Request request) {
    Outcome.Accepted accepted = (Outcome.Accepted) engine.decide(request, world.now);
    accepted.facts().forEach(fact -> engine.apply(fact, world.now));
    return accepted;
  }
}
