package io.millrace.app.audit;

import static io.millrace.app.audit.HandMadeLog.CNY;
import static io.millrace.app.audit.HandMadeLog.MUG;
import static io.millrace.app.audit.HandMadeLog.PRICE;
import static io.millrace.app.audit.HandMadeLog.SHOP;
import static io.millrace.app.audit.HandMadeLog.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.PricedLine;
import io.millrace.model.Recorded;
import io.millrace.model.RequestKey;
import io.millrace.model.Secret;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SlotTable;
import io.millrace.model.StuckWhy;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each broken promise, written by hand, is found; and a log that keeps them all is let through. */
class ShardAuditTest {

  private static final RequestKey KEY =
      new RequestKey(new Fingerprint(1, 2), new Fingerprint(3, 4));
  private static final Fingerprint TOKEN = new Fingerprint(5, 6);

  private HandMadeLog log = HandMadeLog.withMugs();

  @Test
  void shouldLetAWholeLifeThrough() {
    OrderId order = log.place(3);
    log.add(paid(order, 3 * PRICE, 2));
    log.add(shipped(order, 1, 1, OrderStatus.PAID, 3));
    log.add(shipped(order, 2, 2, OrderStatus.SHIPPED, 4));
    log.add(new ShipmentDelivered(order, 1, 1, 0, OrderStatus.SHIPPED, 5));
    log.add(new OrderCompleted(order, 0, OrderStatus.COMPLETED, 6));
    log.add(new ShipmentDelivered(order, 2, 1, 0, OrderStatus.COMPLETED, 7));
    OrderId other = log.place(7);
    log.add(cancelled(other, 2));
    log.place(7);
    assertThat(log.broken()).isEmpty();
    for (Promise promise : List.of(Promise.NEVER_OVERSELL, Promise.NOTHING_LOST, Promise.RULES)) {
      assertThat(log.findings().checked(promise)).as(promise.name()).isPositive();
    }
  }

  @Test
  void shouldLetOrdersLeaveThatAreFinalAndTheirReferencesBeGivenAgain() {
    OrderId order = log.place(3);
    log.add(cancelled(order, 2));
    OrderId complete = log.place(1);
    log.add(paid(complete, PRICE, 2));
    log.add(shipped(complete, 1, 1, OrderStatus.SHIPPED, 3));
    long finalAt = log.timeMillis() + 5_000;
    log.add(new OrderCompleted(complete, finalAt, OrderStatus.COMPLETED, 4));
    log.addByNode(new OrdersArchived(List.of(order), 1));
    log.pass(Duration.ofSeconds(5));
    log.addByNode(new OrdersArchived(List.of(complete), 1));
    assertThat(log.broken()).isEmpty();
  }

  @Test
  void shouldFindAnOrderThatLeavesBeforeItsTimeOrTwice() {
    OrderId open = log.place(1);
    log.addByNode(new OrdersArchived(List.of(open), 1));
    OrderId complete = log.place(1);
    log.add(paid(complete, PRICE, 2));
    log.add(shipped(complete, 1, 1, OrderStatus.SHIPPED, 3));
    log.add(new OrderCompleted(complete, 0, OrderStatus.COMPLETED, 4));
    log.pass(Duration.ofDays(90).minusMillis(1));
    log.addByNode(new OrdersArchived(List.of(complete, complete), 1));
    assertThat(log.broken())
        .containsExactly(
            "order 2 is archived, and is PENDING_PAYMENT",
            "order 3 is archived, and is COMPLETED",
            "order 3 is archived, which is not there");
  }

  @Test
  void shouldFindAChangeOfAnOrderThatLeft() {
    OrderId order = log.place(1);
    log.add(cancelled(order, 2));
    log.addByNode(new OrdersArchived(List.of(order), 1));
    log.add(cancelled(order, 3));
    assertThat(log.broken(Promise.NOTHING_LOST))
        .containsExactly("OrderCancelled of order 2, which was never placed");
  }

  // Promise 1

  @Test
  void shouldFindAnOversoldSku() {
    log.place(6);
    log.place(5);
    assertThat(log.broken(Promise.NEVER_OVERSELL))
        .containsExactly("mug: on hand 10, available -1, held 11, committed 0");
  }

  @Test
  void shouldFindStockTakenAwayUnderAnOrder() {
    log.place(6);
    log.add(new StockMoved(log.nextId(), MUG, -5, MovementCause.DAMAGED, null, 2));
    assertThat(log.broken(Promise.NEVER_OVERSELL)).hasSize(1);
  }

  @Test
  void shouldFindHeldUnitsThatAreGivenBackTwice() {
    OrderId order = log.place(6);
    log.add(paid(order, 6 * PRICE, 2));
    log.add(cancelled(order, 3));
    assertThat(log.broken(Promise.NEVER_OVERSELL)).isNotEmpty();
  }

  // Promise 2

  @Test
  void shouldFindALostFact() {
    log.loseSequence();
    log.place(1);
    assertThat(log.broken(Promise.NOTHING_LOST)).containsExactly("sequence 6 follows 4");
  }

  @Test
  void shouldFindALostFactOfAShop() {
    log.loseShopSequence();
    log.place(1);
    assertThat(log.broken(Promise.NOTHING_LOST))
        .containsExactly("sequence 5 of shop demo follows 3");
  }

  @Test
  void shouldFindAChangeOfAnOrderThatVanished() {
    log.add(cancelled(new OrderId(77), 2));
    assertThat(log.broken(Promise.NOTHING_LOST))
        .containsExactly("OrderCancelled of order 77, which was never placed");
  }

  @Test
  void shouldFindAShopThatVanished() {
    log.add(
        new Recorded(
            1, new ShopId("other"), 1, Actor.OPERATOR, null, new MerchantKeyRevoked("mk")));
    assertThat(log.broken(Promise.NOTHING_LOST))
        .containsExactly("a MerchantKeyRevoked of a shop that was never made");
  }

  @Test
  void shouldFindTimeThatGoesBack() {
    log.pass(Duration.ofMillis(-1));
    log.place(1);
    assertThat(log.broken(Promise.NOTHING_LOST))
        .containsExactly("log time goes back from 1000000 to 999999");
  }

  @Test
  void shouldFindOpeningsThatDoNotFollow() {
    log.add(new Opened(1, 2, 1, 0, 1, SlotTable.dealt(1)));
    log.add(new Opened(9, 2, 2, 0, 1, SlotTable.dealt(1)));
    log.add(new Opened(9, 2, 3, 0, 2, SlotTable.dealt(2)));
    log.add(new Opened(9, 2, 4, 1, 2, SlotTable.dealt(2)));
    assertThat(log.broken(Promise.NOTHING_LOST))
        .containsExactly(
            "epoch 1 follows 1",
            "another log's id",
            "the slots of the shards are not those of the opening before",
            "opened as shard 1");
  }

  @Test
  void shouldFindALogWithoutItsOpening() {
    HandMadeLog bare = new HandMadeLog();
    bare.add(shop(1, CNY));
    bare.add(new Opened(1, 2, 1, 0, 1, SlotTable.dealt(1)));
    assertThat(bare.broken(Promise.NOTHING_LOST))
        .containsExactly(
            "a shop's fact before the opening", "the log does not begin with its opening");
  }

  @Test
  void shouldFindAShopInTheWrongShard() {
    HandMadeLog two = new HandMadeLog();
    two.add(new Opened(1, 2, 1, 0, 1_024, SlotTable.dealt(1_024)));
    two.add(shop(1, CNY));
    assertThat(two.broken(Promise.NOTHING_LOST))
        .containsExactly("shop demo lives in shard " + SlotTable.slotOf(SHOP));
  }

  @Test
  void shouldFindALevelThatNobodyRaised() {
    log.add(new Recorded(2, SHOP, 4, Actor.OPERATOR, null, new MerchantKeyRevoked("mk")));
    assertThat(log.broken(Promise.NOTHING_LOST))
        .containsExactly("a fact of level 2, but no operator raised it above 1");
  }

  @Test
  void shouldLetALevelThroughThatAnOperatorRaised() {
    log.add(new Recorded(1, null, 0, Actor.OPERATOR, null, new LevelRaised(2)));
    log.add(new Recorded(2, SHOP, 4, Actor.OPERATOR, null, new MerchantKeyRevoked("mk")));
    assertThat(log.broken(Promise.NOTHING_LOST)).isEmpty();
  }

  @Test
  void shouldFindALevelThatRoseByItselfOrDidNotRise() {
    log.add(new Recorded(1, null, 0, Actor.NODE, null, new LevelRaised(2)));
    log.add(new Recorded(1, null, 0, Actor.OPERATOR, null, new LevelRaised(2)));
    assertThat(log.broken(Promise.NOTHING_LOST))
        .containsExactly("level 2 was raised by no operator", "level 2 follows 2");
  }

  @Test
  void shouldFindAShopsFactWithoutItsShop() {
    log.add(new Recorded(1, null, 0, Actor.OPERATOR, null, new MerchantKeyRevoked("mk")));
    assertThat(log.broken(Promise.NOTHING_LOST)).containsExactly("a shop's fact without its shop");
  }

  // Promise 3

  @Test
  void shouldFindAKeyWithTwoEffects() {
    log.add(movement(1, 2), KEY);
    log.add(movement(1, 3), KEY);
    assertThat(log.broken()).containsExactly("the key of sequence 5 has a second effect");
  }

  @Test
  void shouldLetAKeyBeUsedAgainAfterItsWindow() {
    log.add(movement(1, 2), KEY);
    log.pass(Limits.KEY_WINDOW.plusMillis(1));
    log.add(movement(1, 3), KEY);
    assertThat(log.broken()).isEmpty();
  }

  @Test
  void shouldRememberAKeyToTheEndOfItsWindow() {
    log.add(movement(1, 2), KEY);
    log.pass(Limits.KEY_WINDOW);
    log.add(movement(1, 3), KEY);
    assertThat(log.broken(Promise.ONE_KEY_ONE_EFFECT)).hasSize(1);
  }

  @Test
  void shouldFindASubmitTokenSpentTwice() {
    log.place(1, TOKEN);
    log.place(1, TOKEN);
    assertThat(log.broken()).containsExactly("the submit token of sequence 5 has a second effect");
  }

  // The rules

  @Test
  void shouldFindATotalThatIsNotTheSumOfItsParts() {
    List<Charge> charges = List.of(new Charge(Charge.Kind.SHIPPING, "post", 500));
    log.add(log.order(List.of(line(2)), charges, 2 * PRICE, null));
    assertThat(log.broken())
        .containsExactly("order 2 has the total 2000, but its parts add up to 2500");
  }

  @Test
  void shouldFindChargesAndLinesThatCannotBe() {
    log.add(
        log.order(
            List.of(line(1)), List.of(new Charge(Charge.Kind.FEE, "fee", -1)), PRICE - 1, null));
    log.add(log.order(List.of(), List.of(), 0, null));
    log.add(log.order(List.of(line(0)), List.of(), 0, null));
    assertThat(log.broken())
        .containsExactly(
            "order 2 has a FEE below zero", "order 3 has 0 lines", "order 4 has a line of 0 units");
  }

  @Test
  void shouldFindAPriceThatTheSkuDoesNotHave() {
    log.add(
        log.order(
            List.of(new PricedLine(MUG, "Mug", 1, PRICE - 1, false)), List.of(), PRICE - 1, null));
    assertThat(log.broken()).containsExactly("a line of mug at 999 is not how the SKU is sold");
  }

  @Test
  void shouldFindAnOrderForASkuThatIsNotOnSale() {
    log.add(new SkuDefined(MUG, new SkuDescription("Mug", PRICE, null, null, null, false), 2));
    log.place(1);
    assertThat(log.broken()).hasSize(1);
  }

  @Test
  void shouldFindAnOrderInAnotherCurrency() {
    OrderPlaced placed = log.order(List.of(line(1)), List.of(), PRICE, null);
    log.add(
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
            null));
    assertThat(log.broken()).containsExactly("order 2 has another currency than its shop");
  }

  @Test
  void shouldFindAReferenceThatTwoOrdersHave() {
    for (int i = 0; i < 2; i++) {
      OrderPlaced placed = log.order(List.of(line(1)), List.of(), PRICE, null);
      log.add(
          new OrderPlaced(
              placed.order(),
              placed.buyer(),
              placed.lines(),
              placed.charges(),
              CNY,
              placed.total(),
              placed.paymentDeadlineMillis(),
              "R-1",
              List.of(),
              null));
    }
    assertThat(log.broken()).containsExactly("order 3 takes the reference of another");
  }

  @Test
  void shouldFindAnOrderThatIsPlacedAgain() {
    OrderPlaced placed = log.order(List.of(line(1)), List.of(), PRICE, null);
    log.add(placed);
    log.add(placed);
    assertThat(log.broken()).containsExactly("id 2 follows 2", "order 2 is placed again");
  }

  @Test
  void shouldFindStepsThatTheTableDoesNotHave() {
    OrderId order = log.place(1);
    log.add(new OrderCompleted(order, 0, OrderStatus.COMPLETED, 2));
    log.add(cancelled(order, 3));
    assertThat(log.broken())
        .contains(
            "OrderCompleted leads order 2 from PENDING_PAYMENT to COMPLETED",
            "OrderCancelled leads order 2 from COMPLETED to CANCELLED");
  }

  @Test
  void shouldFindAnOrderThatExpiredEarly() {
    OrderId order = log.place(1);
    log.pass(HandMadeLog.PAYMENT_TIMEOUT.minusMillis(1));
    log.add(expired(order, 2));
    assertThat(log.broken(Promise.ON_TIME))
        .containsExactly("order 2 expired 1 ms before its deadline");
  }

  @Test
  void shouldLetAnExpiredOrdersUnitsBeSoldAgain() {
    OrderId order = log.place(10);
    log.pass(HandMadeLog.PAYMENT_TIMEOUT);
    log.add(expired(order, 2));
    OrderId next = log.place(10);
    log.add(paid(next, 10 * PRICE, 2));
    assertThat(log.broken()).isEmpty();
  }

  @Test
  void shouldFindUnitsThatReturnTwice() {
    OrderId order = log.place(10);
    log.pass(HandMadeLog.PAYMENT_TIMEOUT);
    log.add(cancelled(order, 2));
    log.add(expired(order, 3));
    log.place(10);
    assertThat(log.broken()).contains("OrderExpired leads order 2 from CANCELLED to EXPIRED");
  }

  @Test
  void shouldFindAPaymentAfterTheClose() {
    OrderId order = log.place(1);
    log.pass(HandMadeLog.PAYMENT_TIMEOUT);
    log.add(expired(order, 2));
    log.add(paid(order, PRICE, 3));
    assertThat(log.broken()).contains("OrderMarkedPaid leads order 2 from EXPIRED to PAID");
  }

  @Test
  void shouldHoldAnOrderToTheDeadlineThatItWasGivenLast() {
    OrderId order = log.place(1);
    long deadline = log.timeMillis() + HandMadeLog.PAYMENT_TIMEOUT.toMillis();
    log.add(extended(order, deadline + 10, 2));
    log.pass(HandMadeLog.PAYMENT_TIMEOUT);
    log.add(expired(order, 3));
    assertThat(log.broken(Promise.ON_TIME))
        .containsExactly("order 2 expired 10 ms before its deadline");
  }

  @Test
  void shouldFindDeadlinesThatCannotBeGiven() {
    OrderId order = log.place(1);
    log.add(extended(order, log.timeMillis(), 2));
    log.add(extended(order, log.timeMillis() + Duration.ofDays(30).toMillis() + 1, 3));
    assertThat(log.broken())
        .containsExactly(
            "order 2 is given a deadline that has passed or is too far off",
            "order 2 is given a deadline that has passed or is too far off");
  }

  @Test
  void shouldFindAnOrderThatIsStuckTooEarlyOrNeverCouldBe() {
    OrderId order = log.place(1);
    long now = log.timeMillis();
    log.add(new OrderMarkedPaid(order, PRICE, "bank", 1, now + 10, OrderStatus.PAID, 2));
    log.pass(Duration.ofMillis(9));
    log.add(stuck(order, now, 3));
    log.pass(Duration.ofMillis(1));
    log.add(stuck(order, now, 4));
    assertThat(log.broken(Promise.ON_TIME))
        .containsExactly("order 2 is stuck too early", "order 2 is stuck with no such time set");
  }

  @Test
  void shouldFindAnOrderThatIsStuckSinceAnotherTime() {
    OrderId order = log.place(1);
    long now = log.timeMillis();
    log.add(new OrderMarkedPaid(order, PRICE, "bank", 1, now + 10, OrderStatus.PAID, 2));
    log.pass(Duration.ofMillis(10));
    log.add(stuck(order, now + 1, 3));
    assertThat(log.broken())
        .containsExactly("order 2 is stuck since 1000001, but has stood there since 1000000");
  }

  @Test
  void shouldFindAnOrderThatCompletesItselfTooEarly() {
    OrderId order = log.place(1);
    long completes = log.timeMillis() + 20;
    log.add(paid(order, PRICE, 2));
    log.add(
        new OrderShipped(
            order,
            1,
            List.of(new ShippedLine(1, 1)),
            "post",
            "1",
            0,
            completes,
            null,
            List.of(),
            OrderStatus.SHIPPED,
            3));
    log.add(new CompletionPostponed(order, completes + 5, OrderStatus.SHIPPED, 4));
    log.add(new CompletionPostponed(order, completes + 9, OrderStatus.SHIPPED, 5));
    log.pass(Duration.ofMillis(28));
    log.addByNode(new OrderCompleted(order, 0, OrderStatus.COMPLETED, 6));
    assertThat(log.broken())
        .containsExactly(
            "order 2 is postponed again, or to no later time",
            "order 2 completes by itself too early");
  }

  @Test
  void shouldFindVersionsThatDoNotCount() {
    OrderId order = log.place(1);
    log.add(paid(order, PRICE, 3));
    log.add(movement(1, 1));
    log.add(new SkuDefined(MUG, new SkuDescription("Mug", PRICE, null, null, null, true), 3));
    log.add(shop(3, CNY));
    assertThat(log.broken())
        .containsExactly(
            "order 2 has version 3 after 1",
            "stock of mug has version 1 after 1",
            "SKU mug has version 3 after 1",
            "the shop has version 3 after 1");
  }

  @Test
  void shouldFindAPaymentOfAnotherAmount() {
    OrderId order = log.place(1);
    log.add(paid(order, PRICE - 1, 2));
    assertThat(log.broken()).containsExactly("order 2 of 1000 is paid with 999");
  }

  @Test
  void shouldFindMoreShippedThanOrdered() {
    OrderId order = log.place(1);
    log.place(1);
    log.add(paid(order, PRICE, 2));
    log.add(shipped(order, 1, 2, OrderStatus.SHIPPED, 3));
    assertThat(log.broken(Promise.RULES))
        .contains("order 2 ships 2 of line 1, which is more than is left");
  }

  @Test
  void shouldFindAStatusThatTheLinesContradict() {
    OrderId order = log.place(2);
    log.add(paid(order, 2 * PRICE, 2));
    log.add(shipped(order, 1, 1, OrderStatus.SHIPPED, 3));
    assertThat(log.broken())
        .containsExactly("order 2 is said to be SHIPPED, but its lines say PAID");
  }

  @Test
  void shouldFindShipmentsThatDoNotCount() {
    OrderId order = log.place(2);
    log.add(paid(order, 2 * PRICE, 2));
    log.add(shipped(order, 2, 2, OrderStatus.SHIPPED, 3));
    log.add(new ShipmentDelivered(order, 3, 1, 0, OrderStatus.SHIPPED, 4));
    log.add(new ShipmentDelivered(order, 2, 1, 0, OrderStatus.SHIPPED, 5));
    log.add(new ShipmentDelivered(order, 2, 1, 0, OrderStatus.SHIPPED, 6));
    assertThat(log.broken())
        .containsExactly(
            "shipment 2 of order 2 follows 0",
            "shipment 3 of order 2 is not under way",
            "shipment 2 of order 2 is not under way");
  }

  @Test
  void shouldFindIdsThatDoNotRise() {
    log.add(new StockMoved(1, MUG, 1, MovementCause.RECEIVED, null, 2));
    assertThat(log.broken()).containsExactly("id 1 follows 1");
  }

  @Test
  void shouldFindABuyerWithMoreThanOneMay() {
    log = HandMadeLog.withMugs(new PerBuyerLimit(2, null));
    placeCounted(2);
    placeCounted(1);
    assertThat(log.broken()).containsExactly("buyer b1 has 3 of mug, of which one may have 2");
  }

  @Test
  void shouldGiveUnitsBackToTheBuyerOnCancelAndAfterThePeriod() {
    log = HandMadeLog.withMugs(new PerBuyerLimit(2, Duration.ofDays(1)));
    OrderId order = placeCounted(2);
    log.add(cancelled(order, 2));
    placeCounted(2);
    log.pass(Duration.ofDays(1));
    placeCounted(2);
    assertThat(log.broken()).isEmpty();
    placeCounted(1);
    assertThat(log.broken()).hasSize(1);
  }

  @Test
  void shouldFindALineThatIsNotCounted() {
    log = HandMadeLog.withMugs(new PerBuyerLimit(2, null));
    log.place(1);
    assertThat(log.broken())
        .containsExactly("a line of mug is counted against no limit, or not against one");
  }

  @Test
  void shouldFindKeysAndSecretsThatCannotBe() {
    Secret secret = new Secret(new byte[32]);
    log.add(new MerchantKeyRevoked("mk"));
    log.add(new MerchantKeyIssued("mk", secret));
    log.add(new MerchantKeyIssued("mk", secret));
    log.add(new BuyerSecretIssued("k1", secret, null));
    log.add(new BuyerSecretIssued("k1", secret, null));
    log.add(new BuyerSecretIssued("k2", secret, "k0"));
    log.add(new BuyerSecretIssued("k3", secret, null));
    assertThat(log.broken())
        .containsExactly(
            "a merchant key is revoked that there is not",
            "a merchant key is issued again",
            "a buyer secret is issued again",
            "a buyer secret is retired that there is not",
            "3 buyer secrets are valid at a time");
  }

  @Test
  void shouldFindStockAndBatchesOfSkusThatThereAreNot() {
    SkuId cup = new SkuId("cup");
    log.add(new StockMoved(log.nextId(), cup, 1, MovementCause.RECEIVED, null, 1));
    log.add(
        new SkuBatchAnswered(
            List.of(
                new SkuBatchAnswered.Item(MUG, SkuBatchAnswered.Outcome.UNCHANGED, 1),
                new SkuBatchAnswered.Item(cup, SkuBatchAnswered.Outcome.CREATED, 1)),
            List.of()));
    assertThat(log.broken())
        .containsExactly(
            "stock of a SKU that there is not",
            "a batch was answered with version 1 of cup, which there never was");
  }

  @Test
  void shouldFindACurrencyThatChangesUnderOrders() {
    log.add(shop(2, Currency.getInstance("EUR")));
    log.add(shop(3, CNY));
    log.place(1);
    log.add(shop(4, Currency.getInstance("EUR")));
    assertThat(log.broken()).containsExactly("the currency of a shop with orders changes");
  }

  @Test
  void shouldCountWhatItDoesNotKeep() {
    for (int i = 0; i < 2 * Findings.VIOLATIONS_KEPT_MAX; i++) {
      log.add(cancelled(new OrderId(77), 2));
    }
    assertThat(log.findings().violations()).hasSize(Findings.VIOLATIONS_KEPT_MAX);
    assertThat(log.findings().broken()).isGreaterThanOrEqualTo(2L * Findings.VIOLATIONS_KEPT_MAX);
  }

  private OrderId placeCounted(int quantity) {
    OrderPlaced placed =
        log.order(
            List.of(new PricedLine(MUG, "Mug", quantity, PRICE, true)),
            List.of(),
            PRICE * quantity,
            null);
    log.add(placed);
    return placed.order();
  }

  private StockMoved movement(int quantity, long version) {
    return new StockMoved(log.nextId(), MUG, quantity, MovementCause.RECEIVED, null, version);
  }

  private static OrderMarkedPaid paid(OrderId order, long amount, int version) {
    return new OrderMarkedPaid(order, amount, "bank", 1, 0, OrderStatus.PAID, version);
  }

  private static OrderCancelled cancelled(OrderId order, int version) {
    return new OrderCancelled(order, null, OrderStatus.CANCELLED, version);
  }

  private static OrderExtended extended(OrderId order, long deadlineMillis, int version) {
    return new OrderExtended(order, deadlineMillis, OrderStatus.PENDING_PAYMENT, version);
  }

  private static OrderStuck stuck(OrderId order, long sinceMillis, int version) {
    return new OrderStuck(order, StuckWhy.UNSHIPPED, sinceMillis, OrderStatus.PAID, version);
  }

  private static OrderExpired expired(OrderId order, int version) {
    return new OrderExpired(order, OrderStatus.EXPIRED, version);
  }

  private static OrderShipped shipped(
      OrderId order, int shipment, int quantity, OrderStatus status, int version) {
    return new OrderShipped(
        order,
        shipment,
        List.of(new ShippedLine(1, quantity)),
        "post",
        "1",
        0,
        0,
        null,
        List.of(),
        status,
        version);
  }

  private static ShopDefined shop(int version, Currency currency) {
    return new ShopDefined(
        new ShopSettings("Demo", currency, ZoneId.of("UTC"), Duration.ofMinutes(30), List.of()),
        version);
  }
}
