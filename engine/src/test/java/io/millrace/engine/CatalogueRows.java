package io.millrace.engine;

import static io.millrace.engine.Row.accepted;
import static io.millrace.engine.Row.answered;
import static io.millrace.engine.Row.invalid;
import static io.millrace.engine.Row.refused;
import static io.millrace.engine.Row.row;
import static io.millrace.engine.Wishes.ANN;
import static io.millrace.engine.Wishes.BREAD;
import static io.millrace.engine.Wishes.FLOUR;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.PRICE;
import static io.millrace.engine.Wishes.SETTINGS;
import static io.millrace.engine.Wishes.SHOP;
import static io.millrace.engine.Wishes.described;
import static io.millrace.engine.Wishes.keyed;
import static io.millrace.engine.Wishes.line;
import static io.millrace.engine.Wishes.matching;
import static io.millrace.engine.Wishes.move;
import static io.millrace.engine.Wishes.order;
import static io.millrace.engine.Wishes.redefine;
import static io.millrace.engine.Wishes.sku;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Request;
import io.millrace.model.Secret;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.answer.SkuBatchView;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.ListSkus;
import io.millrace.model.command.ReadSku;
import io.millrace.model.command.ReadStock;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.refusal.Code;
import io.millrace.model.refusal.CurrencyFixed;
import io.millrace.model.refusal.KeyUnknown;
import io.millrace.model.refusal.SkuUnknown;
import io.millrace.model.refusal.StockCommitted;
import io.millrace.model.refusal.VersionMismatch;
import io.millrace.model.refusal.VersionRequired;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Shops, SKUs and stock: one row for each way in which a change can go. */
final class CatalogueRows {
  private static final SkuId NAILS = new SkuId("nails");
  private static final Secret SECRET = new Secret(new byte[] {1, 2, 3});

  private CatalogueRows() {}

  static Stream<Row> rows() {
    return Stream.of(skus(), batches(), stock(), shops(), access(), lists()).flatMap(List::stream);
  }

  private static List<Row> skus() {
    SkuDescription dearer = described(PRICE + 1, null, true);
    return List.of(
        row("a new SKU", MERCHANT, sku(NAILS, 1), accepted(SkuDefined.class)),
        row(
            "a new SKU that should be there",
            redefine(NAILS, dearer),
            refused(new VersionMismatch(0))),
        row(
            "a change without a version",
            MERCHANT,
            new DefineSku(FLOUR, dearer),
            refused(new VersionRequired(1))),
        row(
            "a change of another version",
            matching(2, new DefineSku(FLOUR, dearer)),
            refused(new VersionMismatch(1))),
        row(
            "a change of this version",
            matching(1, new DefineSku(FLOUR, dearer)),
            accepted(SkuDefined.class)),
        row("no change at all", MERCHANT, sku(FLOUR, PRICE), answered()),
        row("a price below nothing", MERCHANT, sku(NAILS, -1), invalid("price.amount")),
        row(
            "a period of half a millisecond more",
            MERCHANT,
            new DefineSku(
                NAILS, described(1, new PerBuyerLimit(1, Duration.ofSeconds(1, 500_000)), true)),
            invalid("perBuyerLimit.period")),
        row(
            "a limit of nothing",
            MERCHANT,
            new DefineSku(NAILS, described(1, new PerBuyerLimit(0, null), true)),
            invalid("perBuyerLimit.quantity")),
        row("a SKU that a buyer makes", Actor.buyer(ANN), sku(NAILS, 1), invalid("actor")));
  }

  private static List<Row> batches() {
    return List.of(
        row(
            "one made, one changed, one as it was",
            MERCHANT,
            new DefineSkus(List.of(sku(NAILS, 1), sku(FLOUR, 2), sku(BREAD, 500))),
            accepted(SkuDefined.class, SkuDefined.class, SkuBatchAnswered.class)),
        row(
            "all as they were",
            MERCHANT,
            new DefineSkus(List.of(sku(FLOUR, PRICE), sku(BREAD, 500))),
            answered()),
        row(
            "a wrong item beside good ones",
            MERCHANT,
            new DefineSkus(List.of(sku(NAILS, 1), sku(FLOUR, -2), UNREAD, sku(BREAD, 500))),
            batch(
                "nails CREATED 1, bread UNCHANGED 1, 1 invalid items[1].price.amount, 2 invalid items[2]")),
        row(
            "nothing but wrong items",
            MERCHANT,
            new DefineSkus(List.of(UNREAD, sku(FLOUR, -2))),
            answered()),
        row(
            "a batch with wrong items, told again",
            world -> world.must(keyed(1, MERCHANT, WITH_A_WRONG_ITEM)),
            _ -> keyed(1, MERCHANT, WITH_A_WRONG_ITEM),
            outcome ->
                assertThat(outcome)
                    .isEqualTo(
                        new Outcome.Replayed(
                            new SkuBatchView(
                                new SkuBatchAnswered(
                                    List.of(
                                        new SkuBatchAnswered.Item(
                                            NAILS, SkuBatchAnswered.Outcome.CREATED, 1)),
                                    List.of(
                                        new SkuBatchAnswered.Refused(
                                            1, null, Code.INVALID, "items[2]", "is none"))))))),
        row(
            "an item twice",
            MERCHANT,
            new DefineSkus(List.of(sku(NAILS, 1), sku(NAILS, 2))),
            invalid("items[1].sku")),
        row("no items", MERCHANT, new DefineSkus(List.of()), invalid("items")),
        row(
            "more than one command may make",
            MERCHANT,
            many(Limits.SKU_BATCH_ITEMS_MAX, "茶".repeat(2_000)),
            CatalogueRows::checkFull),
        row(
            "an item that is wrong in too many words",
            MERCHANT,
            new DefineSkus(List.of(new DefineSkus.Unread(null, "?", "x".repeat(81), ""))),
            invalid("items[0]")));
  }

  private static final DefineSkus.Item UNREAD =
      new DefineSkus.Unread(null, "?", "items[2]", "is none");
  private static final DefineSkus WITH_A_WRONG_ITEM =
      new DefineSkus(List.of(sku(NAILS, 1), UNREAD));

  private static Consumer<Outcome> batch(String expected) {
    return outcome -> {
      SkuBatchAnswered answered = ((SkuBatchView) ((Outcome.Accepted) outcome).answer()).answered();
      Stream<String> told =
          answered.items().stream()
              .map(item -> item.sku() + " " + item.outcome() + " " + item.version());
      Stream<String> refused =
          answered.refused().stream()
              .map(item -> item.place() + " " + item.code().word() + " " + item.field());
      assertThat(Stream.concat(told, refused).collect(Collectors.joining(", ")))
          .isEqualTo(expected);
    };
  }

  /** The first items are there, the last are to be sent again, and none is forgotten. */
  private static void checkFull(Outcome outcome) {
    Outcome.Accepted accepted = (Outcome.Accepted) outcome;
    SkuBatchAnswered answered = ((SkuBatchView) accepted.answer()).answered();
    assertThat(accepted.facts()).hasSize(answered.items().size() + 1);
    assertThat(answered.items()).hasSizeGreaterThan(200);
    assertThat(answered.refused())
        .hasSize(Limits.SKU_BATCH_ITEMS_MAX - answered.items().size())
        .allMatch(item -> item.code() == Code.BATCH_FULL)
        .extracting(SkuBatchAnswered.Refused::place)
        .startsWith(answered.items().size())
        .endsWith(Limits.SKU_BATCH_ITEMS_MAX - 1);
  }

  private static DefineSkus many(int count, String words) {
    SkuDescription description = new SkuDescription("Tea", 1, words, null, null, true);
    return new DefineSkus(
        IntStream.range(0, count)
            .<DefineSkus.Item>mapToObj(i -> new DefineSku(new SkuId("many-" + i), description))
            .toList());
  }

  private static List<Row> stock() {
    return List.of(
        row("units come in", MERCHANT, move(FLOUR, 5), accepted(StockMoved.class)),
        row("all units go", MERCHANT, move(FLOUR, -10), accepted(StockMoved.class)),
        row(
            "units that are held stay",
            world -> world.must(order(ANN, line(FLOUR, 4))),
            _ -> Request.of(SHOP, MERCHANT, move(FLOUR, -7)),
            refused(new StockCommitted(FLOUR, 6))),
        row("no units move", MERCHANT, move(FLOUR, 0), invalid("quantity")),
        row(
            "the least number there is",
            MERCHANT,
            move(FLOUR, Integer.MIN_VALUE),
            invalid("quantity")),
        row(
            "more than there may be on hand",
            world -> {
              for (int i = 0; i < 999; i++) {
                world.must(MERCHANT, move(FLOUR, Limits.MOVEMENT_QUANTITY_MAX));
              }
            },
            _ -> Request.of(SHOP, MERCHANT, move(FLOUR, Limits.MOVEMENT_QUANTITY_MAX)),
            invalid("quantity")),
        row(
            "units of what is not there",
            MERCHANT,
            move(NAILS, 1),
            refused(new SkuUnknown(NAILS, false))));
  }

  private static ShopSettings paying(String currency, Duration timeout, String... origins) {
    return new ShopSettings(
        "The Mill",
        Currency.getInstance(currency),
        ZoneId.of("Asia/Shanghai"),
        timeout,
        List.of(origins));
  }

  private static Request reshape(ShopSettings settings) {
    return matching(1, new DefineShop(settings));
  }

  private static List<Row> shops() {
    Duration hour = Duration.ofHours(1);
    return List.of(
        row("no change of a shop", Actor.OPERATOR, new DefineShop(SETTINGS), answered()),
        row("another timeout", reshape(paying("CNY", hour)), accepted(ShopDefined.class)),
        row(
            "another currency before any order",
            reshape(paying("EUR", hour)),
            accepted(ShopDefined.class)),
        row(
            "another currency after an order",
            world -> world.must(order(ANN, line(FLOUR, 1))),
            _ -> reshape(paying("EUR", hour)),
            refused(new CurrencyFixed(Currency.getInstance("CNY")))),
        row("no time to pay", reshape(paying("CNY", Duration.ZERO)), invalid("paymentTimeout")),
        row(
            "a month and more to pay",
            reshape(paying("CNY", Duration.ofDays(31))),
            invalid("paymentTimeout")),
        row(
            "origins",
            reshape(paying("CNY", hour, "https://mill.example", "http://localhost:8080", "*")),
            accepted(ShopDefined.class)),
        row(
            "an origin with a path",
            reshape(paying("CNY", hour, "https://mill.example/")),
            invalid("allowedOrigins[0]")),
        row(
            "an origin twice",
            reshape(paying("CNY", hour, "*", "*")),
            invalid("allowedOrigins[1]")));
  }

  private static List<Row> access() {
    return List.of(
        row(
            "a merchant key",
            Actor.OPERATOR,
            new IssueMerchantKey("k1", SECRET),
            accepted(MerchantKeyIssued.class)),
        row(
            "one of the same id",
            world -> world.must(Actor.OPERATOR, new IssueMerchantKey("k1", SECRET)),
            _ -> Request.of(SHOP, Actor.OPERATOR, new IssueMerchantKey("k1", SECRET)),
            invalid("id")),
        row(
            "one too many",
            world -> {
              for (int i = 0; i < Limits.MERCHANT_KEYS_MAX; i++) {
                world.must(Actor.OPERATOR, new IssueMerchantKey("k" + i, SECRET));
              }
            },
            _ -> Request.of(SHOP, Actor.OPERATOR, new IssueMerchantKey("more", SECRET)),
            invalid("id")),
        row(
            "a key that is taken back",
            world -> world.must(Actor.OPERATOR, new IssueMerchantKey("k1", SECRET)),
            _ -> Request.of(SHOP, Actor.OPERATOR, new RevokeMerchantKey("k1")),
            accepted(MerchantKeyRevoked.class)),
        row(
            "a key that is not there",
            Actor.OPERATOR,
            new RevokeMerchantKey("k1"),
            refused(new KeyUnknown("k1"))),
        row(
            "a third secret retires the oldest",
            world -> {
              world.must(MERCHANT, new IssueBuyerSecret("s1", SECRET));
              world.must(MERCHANT, new IssueBuyerSecret("s2", SECRET));
            },
            _ -> Request.of(SHOP, MERCHANT, new IssueBuyerSecret("s3", SECRET)),
            accepted(BuyerSecretIssued.class)),
        row(
            "a secret of the same name",
            world -> world.must(MERCHANT, new IssueBuyerSecret("s1", SECRET)),
            _ -> Request.of(SHOP, MERCHANT, new IssueBuyerSecret("s1", SECRET)),
            invalid("kid")));
  }

  private static List<Row> lists() {
    return List.of(
        row("a SKU", MERCHANT, new ReadSku(FLOUR), answered()),
        row(
            "a SKU that is not there",
            MERCHANT,
            new ReadSku(NAILS),
            refused(new SkuUnknown(NAILS, false))),
        row("stock", MERCHANT, new ReadStock(FLOUR), answered()),
        row("too long a page", MERCHANT, new ListSkus(null, 201), invalid("limit")),
        row(
            "another buyer's orders",
            Actor.buyer(ANN),
            new ListOrdersOfBuyer(Wishes.BEN, null, 10),
            invalid("buyer")));
  }
}
