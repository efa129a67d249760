package io.millrace.proof.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.PricedLine;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SlotTable;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.refusal.ReferenceTaken;
import io.millrace.model.refusal.SoldOut;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A shop with three units of one SKU, told to the auditor fact by fact. */
final class AuditorTest {
  private static final ShopId SHOP = new ShopId("mill");
  private static final SkuId SKU = new SkuId("flour");
  private static final BuyerId BUYER = new BuyerId("anna");
  private static final Currency CNY = Currency.getInstance("CNY");
  private static final Actor MERCHANT = Actor.merchant("m");
  private static final long PRICE = 5;
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final ShopSettings SETTINGS =
      new ShopSettings("Mill", CNY, ZoneOffset.UTC, Duration.ofMinutes(1), List.of());

  private final Auditor auditor = new Auditor();
  private long sequence;
  private long shopSequence;
  private long nowMillis = 1_800_000_000_000L;

  AuditorTest() {
    log(Actor.NODE, null, new Opened(1, 2, 1, 0, 1, SlotTable.dealt(1)));
    auditor.asked(Request.of(SHOP, Actor.OPERATOR, new DefineShop(SETTINGS)));
    log(Actor.OPERATOR, null, new ShopDefined(SETTINGS, 1));
    SkuDescription flour = new SkuDescription("Flour", PRICE, null, null, null, true);
    log(MERCHANT, null, new SkuDefined(SKU, flour, 1));
    log(MERCHANT, null, new StockMoved(1, SKU, 3, MovementCause.RECEIVED, null, 1));
    auditor.settle();
  }

  private void log(Actor actor, @Nullable RequestKey key, Fact fact) {
    boolean isOfShard = fact instanceof Opened;
    Recorded recorded =
        new Recorded(1, isOfShard ? null : SHOP, isOfShard ? 0 : ++shopSequence, actor, key, fact);
    sequence++;
    auditor.log(new LoggedFrame(sequence, 1, nowMillis, sequence, 7, List.of(recorded)));
  }

  private static RequestKey key(long number) {
    return new RequestKey(new Fingerprint(number, 1), new Fingerprint(number, 2));
  }

  private Request order(long key, int units) {
    return order(key, units, null);
  }

  private Request order(long key, int units, @Nullable String reference) {
    Request request =
        new Request(
            SHOP,
            Actor.buyer(BUYER),
            key(key),
            Precondition.NONE,
            new PlaceOrder(
                BUYER,
                List.of(new WantedLine(SKU, units)),
                new Money(units * PRICE, CNY),
                null,
                List.of(),
                reference,
                List.of()));
    auditor.asked(request);
    return request;
  }

  private OrderPlaced placed(long id, int units) {
    return placed(id, units, null);
  }

  private OrderPlaced placed(long id, int units, @Nullable String reference) {
    return new OrderPlaced(
        new OrderId(id),
        BUYER,
        List.of(new PricedLine(SKU, "Flour", units, PRICE, false)),
        List.of(),
        CNY,
        units * PRICE,
        nowMillis + Duration.ofMinutes(1).toMillis(),
        reference,
        List.of(),
        null);
  }

  private void accept(Request request, OrderPlaced placed) {
    log(request.actor(), request.key(), placed);
    hear(request, new Outcome.Accepted(List.of(), new OrderPlacedView(placed, nowMillis)));
    auditor.settle();
  }

  private void hear(Request request, Outcome outcome) {
    auditor.hear(new Heard(request, outcome, shopSequence, nowMillis));
  }

  private void pass(long millis) {
    nowMillis += millis;
  }

  private static void assertBroken(Promise promise, ThrowingCallable what) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            BrokenPromise.class, broken -> assertThat(broken.promise()).isEqualTo(promise));
  }

  @Test
  void shouldAgreeWithWhatIsRight() {
    Request order = order(1, 2);
    OrderPlaced placed = placed(10, 2);
    assertThatCode(
            () -> {
              accept(order, placed);
              hear(order, new Outcome.Replayed(new OrderPlacedView(placed, nowMillis)));
              hear(order(2, 2), new Outcome.Refused(new SoldOut(SKU, 1)));
              hear(
                  Request.of(SHOP, MERCHANT, new ReadStock(SKU)),
                  new Outcome.Answered(new StockView(SKU, 3, 1, 2, 0, 0, 2)));
              pass(placed.paymentDeadlineMillis() - nowMillis);
              log(Actor.NODE, null, new OrderExpired(placed.order(), OrderStatus.EXPIRED, 2));
              auditor.settle();
            })
        .doesNotThrowAnyException();
    assertThat(auditor.pendingTimers()).isZero();
  }

  @Test
  void shouldAgreeThatAnArchivedOrdersReferenceIsGivenAgain() {
    OrderPlaced first = placed(10, 1, "po-1");
    accept(order(1, 1, "po-1"), first);
    pass(first.paymentDeadlineMillis() - nowMillis);
    log(Actor.NODE, null, new OrderExpired(first.order(), OrderStatus.EXPIRED, 2));
    auditor.settle();
    Request again = order(2, 1, "po-1");
    hear(again, new Outcome.Refused(new ReferenceTaken("po-1", first.order())));
    log(Actor.NODE, null, new OrdersArchived(List.of(first.order()), 1));
    auditor.settle();
    accept(order(3, 1, "po-1"), placed(11, 1, "po-1"));
  }

  @Test
  void shouldObjectToOneUnitTooMany() {
    assertBroken(Promise.NEVER_OVERSELL, () -> accept(order(1, 4), placed(10, 4)));
  }

  /** Nobody was told, but the log says so. */
  @Test
  void shouldObjectToOneUnitTooManyThatNobodyHeardOf() {
    Request order = order(1, 4);
    log(order.actor(), order.key(), placed(10, 4));
    assertBroken(Promise.NEVER_OVERSELL, auditor::settle);
  }

  @Test
  void shouldObjectToARefusalOfWhatIsThere() {
    assertBroken(
        Promise.AS_THE_RULES_SAY,
        () -> hear(order(1, 3), new Outcome.Refused(new SoldOut(SKU, 2))));
  }

  @Test
  void shouldObjectToAnAnswerThatIsNotInTheLog() {
    Request order = order(1, 2);
    Outcome accepted =
        new Outcome.Accepted(List.of(), new OrderPlacedView(placed(10, 2), nowMillis));
    assertBroken(
        Promise.NOTHING_LOST,
        () -> auditor.hear(new Heard(order, accepted, shopSequence + 1, nowMillis)));
  }

  @Test
  void shouldObjectToAFactThatNobodyAskedFor() {
    log(MERCHANT, key(9), placed(10, 1));
    assertBroken(Promise.AS_THE_RULES_SAY, auditor::settle);
  }

  @Test
  void shouldObjectToASecondEffectOfAKey() {
    Request order = order(1, 1);
    accept(order, placed(10, 1));
    assertBroken(Promise.ONE_KEY_ONE_EFFECT, () -> accept(order, placed(11, 1)));
  }

  @Test
  void shouldLetAKeyGoAfterADay() {
    Request order = order(1, 1);
    OrderPlaced first = placed(10, 1);
    accept(order, first);
    pass(DAY_MILLIS + 1);
    log(Actor.NODE, null, new Opened(1, 2, 2, 0, 1, SlotTable.dealt(1)));
    log(Actor.NODE, null, new OrderExpired(first.order(), OrderStatus.EXPIRED, 2));
    assertThatCode(() -> accept(order, placed(11, 1))).doesNotThrowAnyException();
  }

  @Test
  void shouldObjectToAnotherAnswerUnderAKey() {
    Request order = order(1, 1);
    accept(order, placed(10, 1));
    assertBroken(
        Promise.ONE_KEY_ONE_EFFECT,
        () -> hear(order, new Outcome.Replayed(new OrderPlacedView(placed(12, 1), nowMillis))));
  }

  @Test
  void shouldObjectToAnExpiryBeforeItsTime() {
    OrderPlaced placed = placed(10, 1);
    accept(order(1, 1), placed);
    pass(Duration.ofMinutes(1).toMillis() - 1);
    log(Actor.NODE, null, new OrderExpired(placed.order(), OrderStatus.EXPIRED, 2));
    assertBroken(Promise.ON_TIME, auditor::settle);
  }

  @Test
  void shouldObjectToAnExpiryThatDoesNotCome() {
    accept(order(1, 1), placed(10, 1));
    pass(Duration.ofMinutes(1).toMillis() + Auditor.LATE_MAX.toMillis() + 1);
    Request later = order(2, 1);
    log(later.actor(), later.key(), placed(11, 1));
    assertBroken(Promise.ON_TIME, auditor::settle);
  }

  @Test
  void shouldObjectToTimeThatGoesBack() {
    pass(-1);
    assertBroken(Promise.ON_TIME, () -> log(MERCHANT, null, new ShopDefined(SETTINGS, 2)));
  }

  @Test
  void shouldObjectToAnIdThatFalls() {
    accept(order(1, 1), placed(10, 1));
    assertBroken(Promise.AS_THE_RULES_SAY, () -> accept(order(2, 1), placed(9, 1)));
  }

  @Test
  void shouldObjectToAnOpeningThatIsNotCounted() {
    assertBroken(
        Promise.NOTHING_LOST,
        () -> log(Actor.NODE, null, new Opened(1, 2, 1, 0, 1, SlotTable.dealt(1))));
  }

  @Test
  void shouldObjectToALogThatHasLostItsEnd() {
    Auditor.Rereading rereading = auditor.reread(1);
    List<LoggedFrame> frames = new ArrayList<>();
    for (long first = 1; first < sequence; first++) {
      frames.add(new LoggedFrame(first, 1, nowMillis, first, 7, List.of()));
    }
    frames.forEach(frame -> assertThat(rereading.isKnown(frame)).isTrue());
    assertBroken(Promise.NOTHING_LOST, rereading::end);
  }

  @Test
  void shouldObjectToALogThatSaysSomethingElse() {
    Auditor.Rereading rereading = auditor.reread(1);
    assertBroken(
        Promise.NOTHING_LOST,
        () -> rereading.isKnown(new LoggedFrame(1, 1, nowMillis, 1, 8, List.of())));
  }

  @Test
  void shouldObjectToTheSameFactsThatLeadToAnotherState() {
    Auditor.Rereading rereading = auditor.reread(1);
    assertBroken(
        Promise.SAME_FACTS_SAME_STATE,
        () -> rereading.isKnown(new LoggedFrame(1, 1, nowMillis, 2, 7, List.of())));
  }
}
