package io.millrace.engine;

import static io.millrace.engine.Row.accepted;
import static io.millrace.engine.Row.answered;
import static io.millrace.engine.Row.invalid;
import static io.millrace.engine.Row.refused;
import static io.millrace.engine.Row.replayed;
import static io.millrace.engine.Row.row;
import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.BEN;
import static io.millrace.engine.Wishes.BREAD;
import static io.millrace.engine.Wishes.CNY;
import static io.millrace.engine.Wishes.FLOUR;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.PRICE;
import static io.millrace.engine.Wishes.SHOP;
import static io.millrace.engine.Wishes.cancel;
import static io.millrace.engine.Wishes.charged;
import static io.millrace.engine.Wishes.described;
import static io.millrace.engine.Wishes.guarded;
import static io.millrace.engine.Wishes.keyed;
import static io.millrace.engine.Wishes.line;
import static io.millrace.engine.Wishes.matching;
import static io.millrace.engine.Wishes.order;
import static io.millrace.engine.Wishes.redefine;
import static io.millrace.engine.Wishes.referring;
import static io.millrace.engine.Wishes.token;
import static io.millrace.engine.Wishes.tokened;
import static io.millrace.engine.Wishes.wanted;
import static io.millrace.engine.Wishes.within;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Label;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuId;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PriceLines;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.refusal.BuyerLimitReached;
import io.millrace.model.refusal.KeyReused;
import io.millrace.model.refusal.PriceChanged;
import io.millrace.model.refusal.PriceGuardMissing;
import io.millrace.model.refusal.ReferenceTaken;
import io.millrace.model.refusal.ShopUnknown;
import io.millrace.model.refusal.SkuUnknown;
import io.millrace.model.refusal.SkuWithdrawn;
import io.millrace.model.refusal.SoldOut;
import io.millrace.model.refusal.TokenExpired;
import io.millrace.model.refusal.TokenUsed;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;

/** Placing orders: one row for each way in which it can go. */
final class PlacingRows {
  private static final Actor BUYER = Actor.buyer(ANN);
  private static final SkuId NAILS = new SkuId("nails");
  private static final OrderId FIRST = Wishes.FIRST_ORDER;

  private static final Currency EUR = Currency.getInstance("EUR");
  private static final ShopSettings IN_EUROS =
      new ShopSettings("The Mill", EUR, ZoneOffset.UTC, Duration.ofMinutes(30), List.of());

  private PlacingRows() {}

  static Stream<Row> rows() {
    return Stream.of(
            shape(), timeouts(), keys(), tokens(), references(), stock(), limits(), money())
        .flatMap(List::stream);
  }

  private static List<Row> timeouts() {
    Duration min = Limits.PAYMENT_TIMEOUT_MIN;
    Duration max = Limits.PAYMENT_TIMEOUT_MAX;
    return List.of(
        row("a second to pay", MERCHANT, within(min), accepted(OrderPlaced.class)),
        row("less than a second", MERCHANT, within(min.minusMillis(1)), invalid("paymentTimeout")),
        row("thirty days to pay", MERCHANT, within(max), accepted(OrderPlaced.class)),
        row(
            "more than thirty days",
            MERCHANT,
            within(max.plusMillis(1)),
            invalid("paymentTimeout")),
        row(
            "a part of a millisecond",
            MERCHANT,
            within(min.plusNanos(1)),
            invalid("paymentTimeout")),
        row(
            "a buyer who takes its time",
            Actor.buyer(ANN),
            within(max),
            invalid("paymentTimeout")));
  }

  private static List<Row> shape() {
    return List.of(
        row("no lines", order(ANN), invalid("lines")),
        row(
            "more than a hundred lines",
            Request.of(
                SHOP,
                MERCHANT,
                new PlaceOrder(
                    ANN,
                    Collections.nCopies(101, line(FLOUR, 1)),
                    null,
                    null,
                    List.of(),
                    null,
                    List.of())),
            invalid("lines")),
        row("no units", order(ANN, line(FLOUR, 0)), invalid("lines[0].quantity")),
        row(
            "ten thousand units on the second line",
            order(ANN, line(BREAD, 1), line(FLOUR, 10_000)),
            invalid("lines[1].quantity")),
        row(
            "a buyer without a guard",
            BUYER,
            wanted(ANN, line(FLOUR, 1)),
            refused(new PriceGuardMissing())),
        row("a buyer who names another", BUYER, wanted(BEN, line(FLOUR, 1)), invalid("buyer")),
        row(
            "a buyer who names a charge",
            BUYER,
            charged(new Charge(Charge.Kind.FEE, "fee", 1)),
            invalid("charges")),
        row(
            "shipping that is negative",
            MERCHANT,
            charged(new Charge(Charge.Kind.SHIPPING, "by air", -1)),
            invalid("charges[0].amount")),
        row(
            "a label with a line feed",
            MERCHANT,
            charged(new Charge(Charge.Kind.FEE, "a\nb", 1)),
            invalid("charges[0].label")),
        row("an empty reference", MERCHANT, referring(""), invalid("reference")),
        row("a zero byte", MERCHANT, referring("a\0b"), invalid("reference")),
        row("half a surrogate pair", MERCHANT, referring("a\ud83d"), invalid("reference")),
        row("a whole one", MERCHANT, referring("a\ud83d\ude00"), accepted(OrderPlaced.class)),
        row("a long reference", MERCHANT, referring("x".repeat(65)), invalid("reference")),
        row("metadata out of order", labelled("b", "a"), invalid("metadata")),
        row("metadata twice", labelled("a", "a"), invalid("metadata")),
        row("metadata in order", labelled("a", "b"), accepted(OrderPlaced.class)),
        row(
            "a total that no order can have",
            BUYER,
            guarded(-1, line(FLOUR, 1)),
            invalid("expectedTotal.amount")));
  }

  private static Request labelled(String first, String second) {
    List<Label> labels = List.of(new Label(first, "1"), new Label(second, "2"));
    return Request.of(
        SHOP,
        MERCHANT,
        new PlaceOrder(ANN, List.of(line(FLOUR, 1)), null, null, List.of(), null, labels));
  }

  private static List<Row> keys() {
    PlaceOrder all = wanted(ANN, line(FLOUR, 10));
    return List.of(
        row(
            "a repeat after the sell-out is the first answer",
            world -> world.must(keyed(1, MERCHANT, all)),
            _ -> keyed(1, MERCHANT, all),
            replayed()),
        row(
            "another wish under the same key",
            world -> world.must(keyed(1, MERCHANT, all)),
            _ -> keyed(1, MERCHANT, wanted(BEN, line(FLOUR, 1))),
            refused(new KeyReused())),
        row(
            "a refusal binds no key",
            world -> world.tell(keyed(1, MERCHANT, wanted(ANN, line(FLOUR, 11)))),
            _ -> keyed(1, MERCHANT, all),
            accepted(OrderPlaced.class)),
        row(
            "shape comes before the key",
            world -> world.must(keyed(1, MERCHANT, all)),
            _ -> keyed(1, MERCHANT, wanted(ANN)),
            invalid("lines")));
  }

  private static List<Row> tokens() {
    return List.of(
        row(
            "a token needs no total",
            BUYER,
            tokened(token(1, 2), line(FLOUR, 2)),
            accepted(OrderPlaced.class)),
        row(
            "its units may be on two lines",
            BUYER,
            tokened(token(1, 2), line(FLOUR, 1), line(FLOUR, 1)),
            accepted(OrderPlaced.class)),
        row(
            "two clicks, two keys, one token",
            world -> world.must(keyed(1, BUYER, tokened(token(1, 2), line(FLOUR, 2)))),
            _ -> keyed(2, BUYER, tokened(token(1, 2), line(FLOUR, 1), line(FLOUR, 1))),
            replayed()),
        row(
            "a token that was spent on other lines",
            world -> world.must(BUYER, tokened(token(1, 2), line(FLOUR, 2))),
            _ -> Request.of(SHOP, BUYER, tokened(token(1, 2), line(FLOUR, 3))),
            refused(new TokenUsed(FIRST))),
        row(
            "an unspent token for other lines",
            BUYER,
            tokened(token(1, 2), line(FLOUR, 3)),
            invalid("submitToken")),
        row(
            "another buyer's token",
            MERCHANT,
            new PlaceOrder(
                BEN, List.of(line(FLOUR, 1)), null, token(1, 1), List.of(), null, List.of()),
            invalid("submitToken")),
        row(
            "a token from before the shop's currency changed",
            world -> world.must(matching(1, new DefineShop(IN_EUROS))),
            _ -> Request.of(SHOP, BUYER, tokened(token(1, 2), line(FLOUR, 2))),
            refused(new PriceChanged(new Money(2 * PRICE, EUR)))),
        row(
            "a token at its last moment",
            world -> world.now += Duration.ofMinutes(30).toMillis() - 1,
            _ -> Request.of(SHOP, BUYER, tokened(token(1, 1), line(FLOUR, 1))),
            accepted(OrderPlaced.class)),
        row(
            "a token a millisecond later",
            world -> world.now += Duration.ofMinutes(30).toMillis(),
            _ -> Request.of(SHOP, BUYER, tokened(token(1, 1), line(FLOUR, 1))),
            refused(new TokenExpired(token(1, 1).expiresAtMillis()))),
        row(
            "a token that would outlive its memory",
            world -> world.now -= Duration.ofHours(24).toMillis(),
            _ -> Request.of(SHOP, BUYER, tokened(token(1, 1), line(FLOUR, 1))),
            invalid("submitToken")),
        row(
            "a price that changed since the page",
            world -> world.must(redefine(FLOUR, described(2_099, null, true))),
            _ -> Request.of(SHOP, BUYER, tokened(token(1, 2), line(FLOUR, 2))),
            refused(new PriceChanged(new Money(4_198, CNY)))));
  }

  private static List<Row> references() {
    ShopId other = new ShopId("other");
    return List.of(
        row(
            "a shop that does not exist",
            Request.of(other, MERCHANT, wanted(ANN, line(FLOUR, 1))),
            refused(new ShopUnknown(other))),
        row(
            "a SKU that does not exist",
            order(ANN, line(FLOUR, 1), line(NAILS, 1)),
            refused(new SkuUnknown(NAILS, true))),
        row(
            "a reference that is taken, before anything about stock",
            world -> world.must(MERCHANT, referring("A-1")),
            _ ->
                Request.of(
                    SHOP,
                    MERCHANT,
                    new PlaceOrder(
                        BEN, List.of(line(NAILS, 1)), null, null, List.of(), "A-1", List.of())),
            refused(new ReferenceTaken("A-1", FIRST))));
  }

  private static List<Row> stock() {
    return List.of(
        row("the last unit", order(ANN, line(FLOUR, 10)), accepted(OrderPlaced.class)),
        row("one too many", order(ANN, line(FLOUR, 11)), refused(new SoldOut(FLOUR, 10))),
        row(
            "one too many on two lines",
            order(ANN, line(FLOUR, 5), line(BREAD, 1), line(FLOUR, 6)),
            refused(new SoldOut(FLOUR, 10))),
        row(
            "all lines or none",
            world -> world.must(order(ANN, line(BREAD, 10))),
            _ -> order(ANN, line(FLOUR, 1), line(BREAD, 1)),
            refused(new SoldOut(BREAD, 0))),
        row(
            "a SKU that was withdrawn",
            world -> world.must(redefine(FLOUR, described(PRICE, null, false))),
            _ -> order(ANN, line(FLOUR, 11)),
            refused(new SkuWithdrawn(FLOUR))),
        row(
            "units that came back with a cancelled order",
            world -> world.must(MERCHANT, cancel(world.placed(order(BEN, line(FLOUR, 10))))),
            _ -> order(ANN, line(FLOUR, 10)),
            accepted(OrderPlaced.class)),
        row(
            "a confirmation page",
            BUYER,
            new PriceLines(ANN, List.of(line(FLOUR, 99))),
            answered()));
  }

  private static List<Row> limits() {
    PerBuyerLimit forEver = new PerBuyerLimit(3, null);
    PerBuyerLimit daily = new PerBuyerLimit(3, Duration.ofDays(1));
    return List.of(
        row(
            "as many as one may",
            world -> world.must(redefine(FLOUR, described(PRICE, forEver, true))),
            _ -> order(ANN, line(FLOUR, 1), line(FLOUR, 2)),
            accepted(OrderPlaced.class)),
        row(
            "one more, on two lines",
            world -> world.must(redefine(FLOUR, described(PRICE, forEver, true))),
            _ -> order(ANN, line(FLOUR, 1), line(FLOUR, 3)),
            refused(new BuyerLimitReached(FLOUR, 3, 0))),
        row(
            "one more, later, for ever",
            world -> limited(world, forEver, Duration.ofDays(400)),
            _ -> order(ANN, line(FLOUR, 1)),
            refused(new BuyerLimitReached(FLOUR, 3, 3))),
        row(
            "another buyer has a limit of one's own",
            world -> limited(world, forEver, Duration.ZERO),
            _ -> order(new BuyerId("cleo"), line(FLOUR, 3)),
            accepted(OrderPlaced.class)),
        row(
            "a millisecond before the period is over",
            world -> limited(world, daily, Duration.ofDays(1).minusMillis(1)),
            _ -> order(ANN, line(FLOUR, 1)),
            refused(new BuyerLimitReached(FLOUR, 3, 3))),
        row(
            "when the period is over",
            world -> limited(world, daily, Duration.ofDays(1)),
            _ -> order(ANN, line(FLOUR, 3)),
            accepted(OrderPlaced.class)),
        row(
            "what was cancelled does not count",
            world -> {
              world.must(redefine(FLOUR, described(PRICE, forEver, true)));
              world.must(MERCHANT, cancel(world.placed(order(ANN, line(FLOUR, 3)))));
            },
            _ -> order(ANN, line(FLOUR, 3)),
            accepted(OrderPlaced.class)),
        row(
            "what was ordered before there was a limit does not count",
            world -> {
              world.must(order(ANN, line(FLOUR, 5)));
              world.must(redefine(FLOUR, described(PRICE, forEver, true)));
            },
            _ -> order(ANN, line(FLOUR, 3)),
            accepted(OrderPlaced.class)));
  }

  private static void limited(World world, PerBuyerLimit limit, Duration later) {
    world.must(redefine(FLOUR, described(PRICE, limit, true)));
    world.must(order(ANN, line(FLOUR, 3)));
    world.now += later.toMillis();
  }

  private static List<Row> money() {
    return List.of(
        row("the right total", BUYER, guarded(PRICE, line(FLOUR, 1)), accepted(OrderPlaced.class)),
        row(
            "another total",
            BUYER,
            guarded(PRICE, line(FLOUR, 2)),
            refused(new PriceChanged(new Money(2 * PRICE, CNY)))),
        row(
            "another currency",
            BUYER,
            new PlaceOrder(
                ANN,
                List.of(line(FLOUR, 1)),
                new Money(PRICE, Currency.getInstance("EUR")),
                null,
                List.of(),
                null,
                List.of()),
            invalid("expectedTotal.currency")),
        row(
            "a discount down to nothing",
            MERCHANT,
            charged(new Charge(Charge.Kind.ADJUSTMENT, "gift", -PRICE)),
            accepted(OrderPlaced.class)),
        row(
            "a discount below nothing",
            MERCHANT,
            charged(new Charge(Charge.Kind.ADJUSTMENT, "gift", -PRICE - 1)),
            invalid("charges")),
        row(
            "charges beyond all bounds",
            MERCHANT,
            charged(new Charge(Charge.Kind.FEE, "fee", Limits.AMOUNT_MAX)),
            invalid("charges")),
        row(
            "lines beyond all bounds",
            world -> world.must(redefine(FLOUR, described(Limits.AMOUNT_MAX, null, true))),
            _ -> order(ANN, line(FLOUR, 2)),
            invalid("lines")));
  }
}
