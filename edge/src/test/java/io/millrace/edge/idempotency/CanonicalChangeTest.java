package io.millrace.edge.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.edge.auth.Caller;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Secret;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.command.ShipOrder;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Any two commands that differ anywhere have different fingerprints. */
class CanonicalChangeTest {
  private static final Currency CNY = Currency.getInstance("CNY");
  private static final Currency JPY = Currency.getInstance("JPY");
  private static final SkuId TEA = new SkuId("tea");
  private static final OrderId ORDER = new OrderId(1);
  private static final BuyerId ANNA = new BuyerId("anna");

  private static PlaceOrder place(
      List<WantedLine> lines, List<Charge> charges, @Nullable String reference, Label... labels) {
    return new PlaceOrder(ANNA, lines, null, null, charges, reference, List.of(labels));
  }

  private static SkuDescription tea(
      @Nullable String text,
      @Nullable String image,
      @Nullable PerBuyerLimit limit,
      boolean onSale) {
    return new SkuDescription("Tea", 1, text, image, limit, onSale);
  }

  private static ShopSettings settings(String name, Currency currency, String... origins) {
    return new ShopSettings(
        name, currency, ZoneId.of("UTC"), Duration.ofMinutes(30), List.of(origins));
  }

  /** Pairs that careless writing would confuse stand next to each other. */
  private static List<Change> allDifferent() {
    WantedLine one = new WantedLine(TEA, 1);
    SubmitToken token =
        new SubmitToken(new Fingerprint(1, 2), ANNA, List.of(), 1, Currency.getInstance("CNY"), 1);
    Charge fee = new Charge(Charge.Kind.FEE, "fee", 1);
    return List.of(
        place(List.of(one), List.of(), null),
        place(List.of(one, one), List.of(), null),
        place(List.of(new WantedLine(TEA, 2)), List.of(), null),
        place(List.of(new WantedLine(new SkuId("te"), 1)), List.of(), null),
        place(List.of(one), List.of(fee), null),
        place(List.of(one), List.of(new Charge(Charge.Kind.TAX, "fee", 1)), null),
        place(List.of(one), List.of(new Charge(Charge.Kind.FEE, "fee", 2)), null),
        place(List.of(one), List.of(), ""),
        place(List.of(one), List.of(), "r"),
        place(List.of(one), List.of(), null, new Label("ab", "c")),
        place(List.of(one), List.of(), null, new Label("a", "bc")),
        new PlaceOrder(ANNA, List.of(one), new Money(1, CNY), null, List.of(), null, List.of()),
        new PlaceOrder(ANNA, List.of(one), new Money(1, JPY), null, List.of(), null, List.of()),
        new PlaceOrder(ANNA, List.of(one), null, token, List.of(), null, List.of()),
        new PlaceOrder(new BuyerId("boris"), List.of(one), null, null, List.of(), null, List.of()),
        new MarkPaid(ORDER, new Money(1, CNY), "r", null),
        new MarkPaid(ORDER, new Money(1, JPY), "r", null),
        new MarkPaid(ORDER, new Money(1, CNY), "r", 0L),
        new MarkPaid(new OrderId(2), new Money(1, CNY), "r", null),
        new CancelOrder(ORDER, null),
        new CancelOrder(ORDER, "A"),
        new CompleteOrder(ORDER),
        new ShipOrder(ORDER, List.of(), "ab", "c"),
        new ShipOrder(ORDER, List.of(), "a", "bc"),
        new ShipOrder(ORDER, List.of(new ShippedLine(1, 2)), "a", "bc"),
        new ShipOrder(ORDER, List.of(new ShippedLine(2, 1)), "a", "bc"),
        new DeliverShipment(ORDER, 1, 2),
        new DeliverShipment(ORDER, 2, 1),
        new MoveStock(TEA, 1, MovementCause.RECEIVED, null),
        new MoveStock(TEA, -1, MovementCause.RECEIVED, null),
        new MoveStock(TEA, 1, MovementCause.RETURNED, null),
        new MoveStock(TEA, 1, MovementCause.RECEIVED, "r"),
        new DefineSku(TEA, tea(null, null, null, true)),
        new DefineSku(TEA, tea(null, null, null, false)),
        new DefineSku(TEA, tea("x", null, null, true)),
        new DefineSku(TEA, tea(null, "x", null, true)),
        new DefineSku(TEA, tea(null, null, new PerBuyerLimit(1, null), true)),
        new DefineSku(TEA, tea(null, null, new PerBuyerLimit(1, Duration.ofDays(1)), true)),
        new DefineSkus(List.of()),
        new DefineSkus(List.of(new DefineSku(TEA, tea(null, null, null, true)))),
        new DefineSkus(List.of(new DefineSkus.Unread(TEA, "{}", "items[0].name", "is missing"))),
        new DefineSkus(List.of(new DefineSkus.Unread(TEA, "{ }", "items[0].name", "is missing"))),
        new DefineShop(settings("a", CNY)),
        new DefineShop(settings("b", CNY)),
        new DefineShop(settings("a", JPY)),
        new DefineShop(settings("a", CNY, "https://a")),
        new DefineShop(settings("a", CNY, "https://a", "")),
        new IssueMerchantKey("k", new Secret(new byte[] {1})),
        new RevokeMerchantKey("k"),
        new IssueBuyerSecret("k", new Secret(new byte[] {1})));
  }

  @Test
  void shouldTellEveryDifferenceApart() {
    Map<Fingerprint, Change> seen = new HashMap<>();
    for (Change change : allDifferent()) {
      Change twin = seen.put(CanonicalChange.fingerprint(change), change);
      assertThat(twin).as("has the fingerprint of %s", change).isNull();
      assertThat(CanonicalChange.fingerprint(change))
          .isEqualTo(CanonicalChange.fingerprint(change));
    }
  }

  /** Remembered keys outlive a release: this value may never change. */
  @Test
  void shouldBeTheSameInEveryRelease() {
    Change order = place(List.of(new WantedLine(TEA, 1)), List.of(), "r", new Label("a", "b"));
    assertThat(CanonicalChange.fingerprint(order))
        .isEqualTo(new Fingerprint(-1_688_826_620_813_855_676L, -8_060_624_157_193_401_590L));
  }

  /**
   * Longer than what is gathered before it is hashed; computed when every piece was hashed alone.
   */
  @Test
  void shouldBeTheSameHoweverManyBytesItHas() {
    Change order =
        place(
            List.of(new WantedLine(TEA, 1)),
            List.of(),
            "r".repeat(64),
            labels(20, "v".repeat(200)));
    assertThat(CanonicalChange.fingerprint(order))
        .isEqualTo(new Fingerprint(-5_604_067_015_336_364_246L, 6_175_124_159_096_987_794L));
    Change described = new DefineSku(TEA, tea("x".repeat(2_000), "y".repeat(500), null, true));
    assertThat(CanonicalChange.fingerprint(described))
        .isEqualTo(new Fingerprint(1_573_720_194_236_837_835L, -7_598_957_013_398_564_486L));
  }

  private static Label[] labels(int count, String value) {
    Label[] labels = new Label[count];
    Arrays.setAll(labels, i -> new Label("name-" + i, value));
    return labels;
  }

  @Test
  void shouldKeepScopesApart() {
    ShopId shop = new ShopId("s");
    Change change = new CompleteOrder(ORDER);
    List<String> path = List.of("v1", "shops", "s");
    List<Fingerprint> scopes =
        List.of(
            RequestKeys.of(shop, new Caller.Operator(), "POST", path, "k", change).scope(),
            RequestKeys.of(shop, new Caller.Merchant(shop, "1"), "POST", path, "k", change).scope(),
            RequestKeys.of(shop, new Caller.Buyer(shop, ANNA), "POST", path, "k", change).scope(),
            RequestKeys.of(
                    shop, new Caller.Buyer(shop, new BuyerId("b")), "POST", path, "k", change)
                .scope(),
            RequestKeys.of(shop, new Caller.Operator(), "PUT", path, "k", change).scope(),
            RequestKeys.of(shop, new Caller.Operator(), "POST", path, "k2", change).scope(),
            RequestKeys.of(
                    shop, new Caller.Operator(), "POST", List.of("v1", "shops/s"), "k", change)
                .scope());
    assertThat(scopes).doesNotHaveDuplicates();
    assertThat(
            RequestKeys.of(shop, new Caller.Merchant(shop, "2"), "POST", path, "k", change).scope())
        .isEqualTo(scopes.get(1));
  }
}
