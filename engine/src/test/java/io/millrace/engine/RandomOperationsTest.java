package io.millrace.engine;

import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.OrderVersion;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Precondition;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuId;
import io.millrace.model.Stays;
import io.millrace.model.StuckWhy;
import io.millrace.model.SubmitToken;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.ArchivedOrder;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.OrdersLeft;
import io.millrace.model.answer.StockView;
import io.millrace.model.answer.StuckView;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.ListStuckOrders;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.refusal.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests against the engine and a {@link Ledger}, which must never disagree. */
class RandomOperationsTest {
  private static final int OPERATIONS = 4_000;
  private static final int RESTART_ONE_IN = 200;
  private static final int SKUS = 4;
  private static final int BUYERS = 5;
  private static final Duration PERIOD = Duration.ofMinutes(10);

  /** Usually seconds pass between two requests; now and then a night does, and keys grow old. */
  private static final int PAUSE_MILLIS_MAX = 20_000;

  private static final int NIGHT_MILLIS_MAX = (int) Duration.ofHours(10).toMillis();
  private static final int REQUESTS_PER_NIGHT = 100;
  private static final int DAY_MILLIS = 86_400_000;

  private static final Stays STAYS =
      new Stays(
          Duration.ofHours(2), Duration.ofHours(20), Duration.ofHours(30), Duration.ofHours(10));

  private static final ShopSettings SETTINGS =
      new ShopSettings(
          "The Mill",
          Wishes.CNY,
          Wishes.SETTINGS.timezone(),
          Wishes.SETTINGS.paymentTimeout(),
          List.of(),
          STAYS,
          Duration.ofHours(5));

  private record Bound(Request request, Answer answer, long atMillis) {}

  private final World world = new World();
  private final Ledger ledger = new Ledger();
  private final Map<Long, Bound> bound = new HashMap<>();
  private final Map<Long, Request> spent = new HashMap<>();
  private final Map<String, Ledger.Entry> parcelNames = new HashMap<>();
  private Dice dice = new Dice(0);
  private long lastKey;
  private int forgotten;
  private int stuck;
  private int completed;
  private int archived;
  private long keptUpTo;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_261_121, -77})
  void shouldDoWhatTheLedgerSays(long seed) {
    dice = new Dice(seed);
    world.must(Actor.OPERATOR, new DefineShop(SETTINGS));
    for (int i = 0; i < SKUS; i++) {
      ledger.shelves.put(skuOf(i), new Ledger.Shelf());
      ledger.shelf(skuOf(i)).price = 100;
      world.must(MERCHANT, Wishes.sku(skuOf(i), 100));
    }
    for (int i = 0; i < OPERATIONS; i++) {
      boolean night = dice.below(REQUESTS_PER_NIGHT) == 0;
      world.now += dice.below(night ? NIGHT_MILLIS_MAX : PAUSE_MILLIS_MAX);
      if (dice.below(RESTART_ONE_IN) == 0) {
        world.restart();
      }
      if (dice.below(3) > 0) { // else somebody is quicker than the timers
        passTime();
      }
      step();
    }
    passTime();
    compareStock();
    ledger.entries.forEach(this::compare);
    assertThat(ledger.entries).anyMatch(entry -> entry.status == OrderStatus.EXPIRED);
    assertThat(stuck).isPositive();
    assertThat(completed).as("completed by themselves").isPositive();
    assertThat(archived).as("orders that left").isGreaterThan(100);
    assertThat(forgotten).as("keys that were asked for after their day").isPositive();
    world.close();
  }

  private void step() {
    switch (dice.below(20)) {
      case 0 -> move();
      case 1 -> redefine();
      case 2, 3, 4, 5 -> place();
      case 6, 7 -> pay();
      case 8 -> cancel();
      case 9, 10 -> ship();
      case 11 -> deliver();
      case 12 -> complete();
      case 13, 14 -> repeat();
      case 15 -> extend();
      case 16 -> postpone();
      case 17, 18 -> archive();
      default -> compareStock();
    }
  }

  private static SkuId skuOf(int number) {
    return new SkuId("sku-" + number);
  }

  private Request keyed(Actor actor, Change change) {
    lastKey++;
    RequestKey key =
        new RequestKey(new Fingerprint(lastKey, 1), new Fingerprint(change.hashCode(), lastKey));
    return new Request(SHOP, actor, key, Precondition.NONE, change);
  }

  private boolean ask(Request request, @Nullable Code expected) {
    return ask(lastKey, request, expected);
  }

  /** Asks, expects this code or (null) success, and remembers the answer by its key. */
  private boolean ask(long key, Request request, @Nullable Code expected) {
    Outcome outcome = world.tell(request);
    switch (outcome) {
      case Outcome.Accepted accepted -> {
        assertThat(expected).isNull();
        bound.put(key, new Bound(request, accepted.answer(), world.now));
        return true;
      }
      case Outcome.Refused refused -> assertThat(refused.refusal().code()).isEqualTo(expected);
      case Outcome.Answered _, Outcome.Replayed _ -> throw new AssertionError(outcome);
    }
    return false;
  }

  /** What must happen by itself does, in the order of its times. */
  private void passTime() {
    List<Recorded> fired = world.tick();
    for (Recorded each : fired) {
      Ledger.Entry entry = ledger.nextDue(world.now).orElseThrow();
      assertThat(((OrderChange) each.fact()).order()).isEqualTo(entry.id);
      if (entry.status == OrderStatus.PENDING_PAYMENT) {
        assertThat(each.fact()).isInstanceOf(OrderExpired.class);
        entry.leavesAt = world.now + Limits.GIVEN_UP_STAY.toMillis();
        become(entry, OrderStatus.EXPIRED);
      } else if (entry.completesNext()) {
        assertThat(each.fact()).isInstanceOf(OrderCompleted.class);
        become(entry, OrderStatus.COMPLETED);
        entry.leavesAt = world.now + SETTINGS.refundWindow().toMillis();
        entry.stuck = false;
        completed++;
      } else {
        assertThat(each.fact()).isInstanceOf(OrderStuck.class);
        entry.stuckAt = 0;
        entry.stuck = true;
        become(entry, entry.status);
        stuck++;
      }
    }
    assertThat(ledger.nextDue(world.now)).as("what has not happened").isEmpty();
    ledger.entries.forEach(this::compare);
  }

  private void move() {
    SkuId sku = skuOf(dice.below(SKUS));
    int quantity = dice.below(60) - 20;
    if (quantity != 0) {
      Request request = keyed(MERCHANT, Wishes.move(sku, quantity));
      move(lastKey, request, Wishes.move(sku, quantity));
    }
  }

  private void move(long key, Request request, MoveStock move) {
    boolean fits = ledger.available(move.sku()) + move.quantity() >= 0;
    if (ask(key, request, fits ? null : Code.STOCK_COMMITTED)) {
      ledger.shelf(move.sku()).moved += move.quantity();
    }
  }

  private void redefine() {
    SkuId sku = skuOf(dice.below(SKUS));
    Ledger.Shelf shelf = ledger.shelf(sku);
    shelf.price = dice.below(1_000);
    shelf.onSale = dice.below(8) > 0;
    shelf.limit = 5 + dice.below(10);
    shelf.periodMillis = PERIOD.toMillis();
    PerBuyerLimit limit = new PerBuyerLimit(shelf.limit, PERIOD);
    world.tell(Wishes.redefine(sku, Wishes.described(shelf.price, limit, shelf.onSale)));
  }

  /** What somebody wants, and what they believe that it costs. */
  private record Wanted(BuyerId buyer, SkuId sku, int units, long price, List<Charge> charges) {
    long goods() {
      return units * price;
    }

    long total() {
      return goods() + charges.stream().mapToLong(Charge::amount).sum();
    }
  }

  private void place() {
    SkuId sku = skuOf(dice.below(SKUS));
    Ledger.Shelf shelf = ledger.shelf(sku);
    boolean byMerchant = dice.below(3) == 0;
    boolean byToken = dice.below(3) == 0;
    Wanted wanted =
        new Wanted(
            new BuyerId("buyer-" + dice.below(BUYERS)),
            sku,
            1 + dice.below(6),
            shelf.price + (dice.below(10) == 0 ? 1 : 0),
            byMerchant ? charges() : List.of());
    Actor actor = byMerchant ? MERCHANT : Actor.buyer(wanted.buyer());
    Request request = keyed(actor, byToken ? byToken(wanted) : byTotal(wanted));
    if (ask(request, expected(wanted))) {
      OrderPlaced placed = ((OrderPlacedView) lastAnswer()).placed();
      assertThat(placed.total()).isEqualTo(wanted.total());
      ledger.entries.add(
          new Ledger.Entry(
              placed.order(),
              wanted.buyer(),
              sku,
              wanted.units(),
              wanted.total(),
              shelf.limit > 0,
              world.now));
      if (byToken) {
        spent.put(lastKey, request);
      }
    }
  }

  private List<Charge> charges() {
    List<Charge> charges = new ArrayList<>();
    if (dice.below(2) == 0) {
      charges.add(new Charge(Charge.Kind.SHIPPING, "Post", dice.below(500)));
    }
    if (dice.below(2) == 0) {
      charges.add(new Charge(Charge.Kind.ADJUSTMENT, "Rebate", -dice.below(400)));
    }
    return charges;
  }

  private Answer lastAnswer() {
    Bound last = bound.get(lastKey);
    if (last == null) {
      throw new AssertionError("nothing was bound");
    }
    return last.answer();
  }

  private PlaceOrder byTotal(Wanted wanted) {
    // Below zero no total can be expected, so nobody does.
    Money total = wanted.total() < 0 ? null : new Money(wanted.total(), Wishes.CNY);
    return order(wanted, total, null);
  }

  private PlaceOrder byToken(Wanted wanted) {
    SubmitToken token =
        new SubmitToken(
            new Fingerprint(lastKey, 9),
            wanted.buyer(),
            List.of(new SubmitToken.Line(wanted.sku(), wanted.units(), wanted.price())),
            wanted.goods(),
            Wishes.CNY,
            world.now + 1_000);
    return order(wanted, null, token);
  }

  private PlaceOrder order(Wanted wanted, @Nullable Money total, @Nullable SubmitToken token) {
    return new PlaceOrder(
        wanted.buyer(),
        List.of(Wishes.line(wanted.sku(), wanted.units())),
        total,
        token,
        wanted.charges(),
        "ref-" + lastKey,
        List.of());
  }

  private @Nullable Code expected(Wanted wanted) {
    Ledger.Shelf shelf = ledger.shelf(wanted.sku());
    if (!shelf.onSale) {
      return Code.SKU_WITHDRAWN;
    }
    if (wanted.units() > ledger.available(wanted.sku())) {
      return Code.SOLD_OUT;
    }
    long counted = ledger.counted(wanted.sku(), wanted.buyer(), world.now);
    if (shelf.limit > 0 && counted + wanted.units() > shelf.limit) {
      return Code.BUYER_LIMIT_REACHED;
    }
    long actual = wanted.total() + wanted.units() * (shelf.price - wanted.price());
    if (actual < 0) {
      return Code.INVALID;
    }
    return wanted.price() == shelf.price ? null : Code.PRICE_CHANGED;
  }

  /** One of the orders; null while there are none. */
  private Ledger.@Nullable Entry someOrder() {
    List<Ledger.Entry> all = ledger.entries;
    return all.isEmpty() ? null : all.get(dice.below(all.size()));
  }

  private void pay() {
    Ledger.Entry entry = someOrder();
    if (entry == null) {
      return;
    }
    boolean exact = dice.below(8) > 0;
    Code expected =
        entry.status != OrderStatus.PENDING_PAYMENT
            ? wrongState(entry)
            : exact ? null : Code.AMOUNT_MISMATCH;
    long amount = entry.total + (exact ? 0 : 1);
    if (ask(keyed(MERCHANT, Wishes.paid(entry.id, amount)), expected)) {
      entry.since = world.now;
      entry.stuckAt = world.now + STAYS.unshipped().toMillis();
      advance(entry, OrderStatus.PAID);
    }
  }

  private void cancel() {
    Ledger.Entry entry = someOrder();
    if (entry == null) {
      return;
    }
    boolean may = entry.status == OrderStatus.PENDING_PAYMENT;
    Request request = keyed(Actor.buyer(entry.buyer), Wishes.cancel(entry.id));
    if (ask(request, may ? null : wrongState(entry))) {
      entry.leavesAt = world.now + Limits.GIVEN_UP_STAY.toMillis();
      advance(entry, OrderStatus.CANCELLED);
    }
  }

  private void extend() {
    Ledger.Entry entry = someOrder();
    if (entry == null) {
      return;
    }
    long until = world.now + dice.below(40 * DAY_MILLIS / 1_000) * 1_000L - DAY_MILLIS;
    Code expected =
        entry.status != OrderStatus.PENDING_PAYMENT
            ? wrongState(entry)
            : until <= world.now
                ? Code.DEADLINE_TOO_SOON
                : until > entry.placedAt + Limits.PAYMENT_TIMEOUT_MAX.toMillis()
                    ? Code.DEADLINE_TOO_FAR
                    : null;
    if (ask(keyed(MERCHANT, new ExtendOrder(entry.id, until)), expected)) {
      entry.deadline = until;
      advance(entry, OrderStatus.PENDING_PAYMENT);
    }
  }

  private void ship() {
    Ledger.Entry entry = someOrder();
    if (entry == null) {
      return;
    }
    int units = 1 + dice.below(3);
    @Nullable String name = dice.below(3) == 0 ? "parcel-" + dice.below(40) : null;
    Code expected =
        name != null && parcelNames.containsKey(name)
            ? Code.REFERENCE_TAKEN
            : entry.status != OrderStatus.PAID
                ? wrongState(entry)
                : units > entry.units - entry.shipped() ? Code.SHIPMENT_EXCEEDS_ORDER : null;
    ShippedLine line = new ShippedLine(1, units);
    if (ask(keyed(MERCHANT, Wishes.ship(entry.id, name, line)), expected)) {
      if (name != null) {
        parcelNames.put(name, entry);
      }
      entry.parcels.add(new Ledger.Parcel(units));
      boolean all = entry.shipped() == entry.units;
      if (all) {
        entry.since = world.now;
        entry.stuck = false;
        entry.stuckAt = world.now + STAYS.uncompleted().toMillis();
        entry.completeAt = world.now + STAYS.completeAfterShipping().toMillis();
      }
      advance(entry, all ? OrderStatus.SHIPPED : OrderStatus.PAID);
    }
  }

  /** Also once the order is complete: the last parcel may arrive after its buyer said so. */
  private void deliver() {
    Ledger.Entry entry = someOrder();
    if (entry == null) {
      return;
    }
    int shipment = 1 + dice.below(entry.parcels.size() + 1);
    Request request = keyed(MERCHANT, new DeliverShipment(entry.id, shipment, world.now));
    if (entry.archived || shipment > entry.parcels.size()) {
      ask(request, entry.archived ? Code.ORDER_ARCHIVED : Code.SHIPMENT_UNKNOWN);
      return;
    }
    Ledger.Parcel parcel = entry.parcels.get(shipment - 1);
    if (ask(request, parcel.arrived ? Code.ORDER_STATE : null)) {
      parcel.arrived = true;
      if (entry.status == OrderStatus.SHIPPED && entry.delivered() == entry.units) {
        entry.stuck = false;
        entry.stuckAt = 0;
        long after = world.now + STAYS.completeAfterDelivery().toMillis();
        entry.completeAt = entry.postponed ? Math.max(after, entry.completeAt) : after;
      }
      advance(entry, entry.status);
    }
  }

  private void complete() {
    Ledger.Entry entry = someOrder();
    if (entry == null) {
      return;
    }
    boolean may = entry.status == OrderStatus.SHIPPED;
    Request request = keyed(Actor.buyer(entry.buyer), Wishes.complete(entry.id));
    if (ask(request, may ? null : wrongState(entry))) {
      entry.leavesAt = world.now + SETTINGS.refundWindow().toMillis();
      entry.stuck = false;
      advance(entry, OrderStatus.COMPLETED);
    }
  }

  private void postpone() {
    Ledger.Entry entry = someOrder();
    if (entry == null) {
      return;
    }
    long until = world.now + dice.below(40 * DAY_MILLIS / 1_000) * 1_000L;
    long latest = entry.completeAt + Limits.COMPLETION_POSTPONED_MAX.toMillis();
    Code expected =
        entry.status != OrderStatus.SHIPPED
            ? wrongState(entry)
            : entry.postponed
                ? Code.POSTPONED_BEFORE
                : until <= entry.completeAt
                    ? Code.DEADLINE_TOO_SOON
                    : until > latest ? Code.DEADLINE_TOO_FAR : null;
    if (ask(keyed(MERCHANT, new PostponeCompletion(entry.id, until)), expected)) {
      entry.completeAt = until;
      entry.postponed = true;
      advance(entry, OrderStatus.SHIPPED);
    }
  }

  private static Code wrongState(Ledger.Entry entry) {
    return entry.archived ? Code.ORDER_ARCHIVED : Code.ORDER_STATE;
  }

  /** Names some orders, final or not, now and then in another version than theirs. */
  private void archive() {
    List<OrderVersion> named = new ArrayList<>();
    Set<Ledger.Entry> leaving = new HashSet<>();
    for (int i = dice.below(6); i >= 0; i--) {
      Ledger.Entry entry = someOrder();
      if (entry != null) {
        boolean right = dice.below(6) > 0;
        named.add(new OrderVersion(entry.id, entry.version - (right ? 0 : 1)));
        if (right && !entry.archived && entry.mayLeave(world.now)) {
          leaving.add(entry);
        }
      }
    }
    if (named.isEmpty()) {
      return;
    }
    long position = world.engine.shopSequence(SHOP);
    long behind = Math.max(1, position - dice.below(100));
    Outcome outcome = world.tell(Actor.NODE, new ArchiveOrders(named, behind));
    Answer left = new OrdersLeft(leaving.size());
    if (leaving.isEmpty()) {
      assertThat(outcome).isEqualTo(new Outcome.Answered(left));
    } else {
      assertThat(((Outcome.Accepted) outcome).answer()).isEqualTo(left);
      keptUpTo = Math.max(keptUpTo, behind);
    }
    for (Ledger.Entry entry : leaving) {
      entry.archived = true;
      archived++;
      parcelNames.values().removeIf(entry::equals);
      compare(entry);
    }
  }

  private void advance(Ledger.Entry entry, OrderStatus status) {
    become(entry, status);
    compare(entry);
  }

  private static void become(Ledger.Entry entry, OrderStatus status) {
    entry.status = status;
    entry.version++;
  }

  private void compare(Ledger.Entry entry) {
    if (entry.archived) {
      assertThat(
              world.engine.decide(Request.of(SHOP, MERCHANT, new ReadOrder(entry.id)), world.now))
          .isEqualTo(new Outcome.Answered(new ArchivedOrder(entry.id, keptUpTo)));
      return;
    }
    OrderView view = world.view(entry.id);
    assertThat(view.status()).isEqualTo(entry.status);
    assertThat(view.version()).isEqualTo(entry.version);
    assertThat(view.paymentDeadlineMillis()).isEqualTo(entry.deadline);
    assertThat(view.fulfilment()).isEqualTo(entry.fulfilment());
    assertThat(view.completesAtMillis())
        .isEqualTo(entry.status == OrderStatus.SHIPPED ? (Long) entry.completeAt : null);
    StuckWhy why = entry.status == OrderStatus.PAID ? StuckWhy.UNSHIPPED : StuckWhy.UNCOMPLETED;
    assertThat(view.stuck()).isEqualTo(entry.stuck ? new StuckView(why, entry.since) : null);
    assertThat(view.placed().total()).isEqualTo(entry.total);
    assertThat(view.shipments()).hasSize(entry.parcels.size());
    assertThat(view.progress().getFirst().shipped()).isEqualTo(entry.shipped());
    assertThat(view.progress().getFirst().delivered()).isEqualTo(entry.delivered());
  }

  /** An old key gives its old answer, for a day at least; a spent token does under a new key. */
  private void repeat() {
    long key = dice.below((int) lastKey + 1) + 1L;
    Bound old = bound.get(key);
    if (old == null) {
      return;
    }
    Outcome repeated = world.engine.decide(old.request(), world.now);
    boolean mayBeForgotten = world.now - old.atMillis() > Limits.KEY_WINDOW.toMillis();
    if (mayBeForgotten && !(repeated instanceof Outcome.Replayed)) {
      forgotten++;
      askAfresh(key, old);
      return;
    }
    Answer again = firstAnswer(old);
    assertThat(repeated).isEqualTo(new Outcome.Replayed(again));
    Request token = spent.get(key);
    if (token != null && !mayBeForgotten) {
      Request other = keyed(token.actor(), (Change) token.command());
      assertThat(world.tell(other)).isEqualTo(new Outcome.Replayed(again));
    }
  }

  /** Of an order that has left, only which it is. */
  private Answer firstAnswer(Bound old) {
    return old.answer() instanceof OrderPlacedView view && isArchived(view.placed().order())
        ? new ArchivedOrder(view.placed().order(), keptUpTo)
        : old.answer();
  }

  private boolean isArchived(OrderId id) {
    return ledger.entries.stream().anyMatch(entry -> entry.id.equals(id) && entry.archived);
  }

  /** A forgotten key is a new one: the request is decided by how things are now. */
  private void askAfresh(long key, Bound old) {
    Request request = old.request();
    switch (request.command()) {
      case MoveStock move -> move(key, request, move);
      case PlaceOrder _ -> {
        if (firstAnswer(old) instanceof OrderPlacedView) { // else its reference is free again
          ask(key, request, Code.REFERENCE_TAKEN);
        }
      }
      case MarkPaid paid -> ask(key, request, stateOf(paid.order()));
      case CancelOrder cancel -> ask(key, request, stateOf(cancel.order()));
      case CompleteOrder complete -> ask(key, request, stateOf(complete.order()));
      default -> {} // whether parcels may still be sent and arrive was asked under keys enough
    }
  }

  private Code stateOf(OrderId id) {
    return isArchived(id) ? Code.ORDER_ARCHIVED : Code.ORDER_STATE;
  }

  private void compareStock() {
    Outcome stuckOnes =
        world.engine.decide(
            Request.of(SHOP, MERCHANT, new ListStuckOrders(null, Limits.PAGE_ITEMS_MAX)),
            world.now);
    OrderPage page = (OrderPage) ((Outcome.Answered) stuckOnes).answer();
    List<OrderId> expected = ledger.stuck();
    assertThat(page.items().stream().map(view -> view.placed().order()).toList())
        .isEqualTo(expected.subList(0, Math.min(expected.size(), Limits.PAGE_ITEMS_MAX)));
    assertThat(world.engine.stuckOrders()).isEqualTo(expected.size());
    for (SkuId sku : ledger.shelves.keySet()) {
      Outcome read = world.engine.decide(Request.of(SHOP, MERCHANT, new ReadStock(sku)), world.now);
      StockView stock = (StockView) ((Outcome.Answered) read).answer();
      assertThat(stock.available()).isEqualTo(ledger.available(sku));
      assertThat(stock.held()).isEqualTo(ledger.held(sku));
      assertThat(stock.committed()).isEqualTo(ledger.committed(sku));
      assertThat(stock.shipped()).isEqualTo(ledger.shipped(sku));
    }
  }
}
