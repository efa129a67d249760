package io.millrace.engine;

import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShippedLine;
import io.millrace.model.SkuId;
import io.millrace.model.SubmitToken;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.Change;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.refusal.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests against the engine and a {@link Ledger}, which must never disagree. */
class RandomOperationsTest {
  private static final int OPERATIONS = 4_000;
  private static final int SKUS = 4;
  private static final int BUYERS = 5;
  private static final Duration PERIOD = Duration.ofMinutes(10);

  private record Bound(Request request, Answer answer) {}

  private final World world = new World();
  private final Ledger ledger = new Ledger();
  private final List<OrderId> ids = new ArrayList<>();
  private final Map<Long, Bound> bound = new HashMap<>();
  private final Map<Long, Request> spent = new HashMap<>();
  private Dice dice = new Dice(0);
  private long lastKey;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_261_121, -77})
  void shouldDoWhatTheLedgerSays(long seed) {
    dice = new Dice(seed);
    world.must(Actor.OPERATOR, new DefineShop(Wishes.SETTINGS));
    for (int i = 0; i < SKUS; i++) {
      ledger.shelves.put(skuOf(i), new Ledger.Shelf());
      ledger.shelf(skuOf(i)).price = 100;
      world.must(MERCHANT, Wishes.sku(skuOf(i), 100));
    }
    for (int i = 0; i < OPERATIONS; i++) {
      world.now += dice.below(20_000);
      step();
    }
    compareStock();
    world.close();
  }

  private void step() {
    switch (dice.below(12)) {
      case 0 -> move();
      case 1 -> redefine();
      case 2, 3, 4, 5 -> place();
      case 6 -> pay();
      case 7 -> cancel();
      case 8, 9 -> ship();
      case 10 -> repeat();
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

  /** Asks, expects this code or (null) success, and remembers the answer by its key. */
  private boolean ask(Request request, @Nullable Code expected) {
    Outcome outcome = world.tell(request);
    switch (outcome) {
      case Outcome.Accepted accepted -> {
        assertThat(expected).isNull();
        bound.put(lastKey, new Bound(request, accepted.answer()));
        return true;
      }
      case Outcome.Refused refused -> assertThat(refused.refusal().code()).isEqualTo(expected);
      case Outcome.Answered _, Outcome.Replayed _ -> throw new AssertionError(outcome);
    }
    return false;
  }

  private void move() {
    SkuId sku = skuOf(dice.below(SKUS));
    int quantity = dice.below(60) - 20;
    if (quantity == 0) {
      return;
    }
    boolean fits = ledger.available(sku) + quantity >= 0;
    if (ask(keyed(MERCHANT, Wishes.move(sku, quantity)), fits ? null : Code.STOCK_COMMITTED)) {
      ledger.shelf(sku).moved += quantity;
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

  private void place() {
    SkuId sku = skuOf(dice.below(SKUS));
    BuyerId buyer = new BuyerId("buyer-" + dice.below(BUYERS));
    int units = 1 + dice.below(6);
    Ledger.Shelf shelf = ledger.shelf(sku);
    long shown = shelf.price + (dice.below(10) == 0 ? 1 : 0);
    boolean byToken = dice.below(3) == 0;
    Request request = keyed(Actor.buyer(buyer), order(buyer, sku, units, shown, byToken));
    if (ask(request, expected(shelf, sku, buyer, units, shown))) {
      ledger.entries.add(new Ledger.Entry(buyer, sku, units, shelf.limit > 0, world.now));
      ids.add(((OrderPlacedView) lastAnswer()).placed().order());
      if (byToken) {
        spent.put(lastKey, request);
      }
    }
  }

  private Answer lastAnswer() {
    Bound last = bound.get(lastKey);
    if (last == null) {
      throw new AssertionError("nothing was bound");
    }
    return last.answer();
  }

  private PlaceOrder order(BuyerId buyer, SkuId sku, int units, long shown, boolean byToken) {
    SubmitToken token =
        new SubmitToken(
            new Fingerprint(lastKey, 9),
            buyer,
            List.of(new SubmitToken.Line(sku, units, shown)),
            units * shown,
            world.now + 1_000);
    return new PlaceOrder(
        buyer,
        List.of(Wishes.line(sku, units)),
        byToken ? null : new Money(units * shown, Wishes.CNY),
        byToken ? token : null,
        List.of(),
        "ref-" + lastKey,
        List.of());
  }

  private @Nullable Code expected(
      Ledger.Shelf shelf, SkuId sku, BuyerId buyer, int units, long shown) {
    if (!shelf.onSale) {
      return Code.SKU_WITHDRAWN;
    }
    if (units > ledger.available(sku)) {
      return Code.SOLD_OUT;
    }
    if (shelf.limit > 0 && ledger.counted(sku, buyer, world.now) + units > shelf.limit) {
      return Code.BUYER_LIMIT_REACHED;
    }
    return shown == shelf.price ? null : Code.PRICE_CHANGED;
  }

  private void pay() {
    if (ids.isEmpty()) {
      return;
    }
    int i = dice.below(ids.size());
    Ledger.Entry entry = ledger.entries.get(i);
    long total = world.view(ids.get(i)).placed().total();
    boolean may = entry.status == OrderStatus.PENDING_PAYMENT;
    if (ask(keyed(MERCHANT, Wishes.paid(ids.get(i), total)), may ? null : Code.ORDER_STATE)) {
      advance(i, OrderStatus.PAID);
    }
  }

  private void cancel() {
    if (ids.isEmpty()) {
      return;
    }
    int i = dice.below(ids.size());
    Ledger.Entry entry = ledger.entries.get(i);
    boolean may = entry.status == OrderStatus.PENDING_PAYMENT;
    Request request = keyed(Actor.buyer(entry.buyer), Wishes.cancel(ids.get(i)));
    if (ask(request, may ? null : Code.ORDER_STATE)) {
      advance(i, OrderStatus.CANCELLED);
    }
  }

  private void ship() {
    if (ids.isEmpty()) {
      return;
    }
    int i = dice.below(ids.size());
    Ledger.Entry entry = ledger.entries.get(i);
    int units = 1 + dice.below(3);
    Code expected =
        entry.status != OrderStatus.PAID
            ? Code.ORDER_STATE
            : units > entry.units - entry.shipped ? Code.INVALID : null;
    ShippedLine line = new ShippedLine(1, units);
    if (ask(keyed(MERCHANT, Wishes.ship(ids.get(i), line)), expected)) {
      entry.shipped += units;
      advance(i, entry.shipped == entry.units ? OrderStatus.SHIPPED : OrderStatus.PAID);
    }
  }

  private void advance(int i, OrderStatus status) {
    Ledger.Entry entry = ledger.entries.get(i);
    entry.status = status;
    entry.version++;
    assertThat(world.view(ids.get(i)).status()).isEqualTo(status);
    assertThat(world.view(ids.get(i)).version()).isEqualTo(entry.version);
  }

  /** An old key gives its old answer; a spent token does under a new key. */
  private void repeat() {
    long key = dice.below((int) lastKey + 1) + 1L;
    Bound old = bound.get(key);
    if (old != null) {
      assertThat(world.tell(old.request())).isEqualTo(new Outcome.Replayed(old.answer()));
    }
    Request token = spent.get(key);
    if (old != null && token != null) {
      Request again = keyed(token.actor(), (Change) token.command());
      assertThat(world.tell(again)).isEqualTo(new Outcome.Replayed(old.answer()));
    }
  }

  private void compareStock() {
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
