package io.millrace.engine;

import io.millrace.engine.id.Ids;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.Command;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.ShipOrder;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests in few words. */
final class Wishes {
  static final int SHARD = 3;
  static final ShopId SHOP = new ShopId("mill");
  static final Actor MERCHANT = Actor.merchant("key-1");
  static final BuyerId ANN = new BuyerId("ann");
  static final BuyerId BEN = new BuyerId("ben");
  static final SkuId FLOUR = new SkuId("flour");
  static final SkuId BREAD = new SkuId("bread");
  static final Currency CNY = Currency.getInstance("CNY");
  static final long PRICE = 1_999;
  static final ShopSettings SETTINGS =
      new ShopSettings(
          "The Mill", CNY, ZoneId.of("Asia/Shanghai"), Duration.ofMinutes(30), List.of());

  /** The first order of the shop that {@link #open} makes: two movements came before it. */
  static final OrderId FIRST_ORDER =
      new OrderId(((World.START - Ids.EPOCH_MILLIS) << 22 | SHARD << 12) + 2);

  private Wishes() {}

  /** A shop with ten units of flour and ten of bread. */
  static void open(World world) {
    world.must(Actor.OPERATOR, new DefineShop(SETTINGS));
    world.must(MERCHANT, sku(FLOUR, PRICE));
    world.must(MERCHANT, sku(BREAD, 500));
    world.must(MERCHANT, move(FLOUR, 10));
    world.must(MERCHANT, move(BREAD, 10));
  }

  static SkuDescription described(long price, @Nullable PerBuyerLimit limit, boolean onSale) {
    return new SkuDescription("Fine goods", price, null, null, limit, onSale);
  }

  static DefineSku sku(SkuId sku, long price) {
    return new DefineSku(sku, described(price, null, true));
  }

  static Request redefine(SkuId sku, SkuDescription description) {
    return new Request(SHOP, MERCHANT, null, Precondition.ANY, new DefineSku(sku, description));
  }

  static MoveStock move(SkuId sku, int quantity) {
    MovementCause cause = quantity > 0 ? MovementCause.RECEIVED : MovementCause.CORRECTED;
    return new MoveStock(sku, quantity, cause, null);
  }

  static WantedLine line(SkuId sku, int quantity) {
    return new WantedLine(sku, quantity);
  }

  /** A merchant's order, which needs no guard. */
  static PlaceOrder wanted(BuyerId buyer, WantedLine... lines) {
    return new PlaceOrder(buyer, Arrays.asList(lines), null, null, List.of(), null, List.of());
  }

  static Request order(BuyerId buyer, WantedLine... lines) {
    return Request.of(SHOP, MERCHANT, wanted(buyer, lines));
  }

  static PlaceOrder guarded(long total, WantedLine... lines) {
    return new PlaceOrder(
        ANN, Arrays.asList(lines), new Money(total, CNY), null, List.of(), null, List.of());
  }

  static PlaceOrder charged(Charge... charges) {
    return new PlaceOrder(
        ANN, List.of(line(FLOUR, 1)), null, null, Arrays.asList(charges), null, List.of());
  }

  static PlaceOrder within(Duration paymentTimeout) {
    return new PlaceOrder(
        ANN, List.of(line(FLOUR, 1)), null, null, List.of(), null, List.of(), paymentTimeout);
  }

  static PlaceOrder referring(String reference) {
    return new PlaceOrder(
        ANN, List.of(line(FLOUR, 1)), null, null, List.of(), reference, List.of());
  }

  static PlaceOrder tokened(SubmitToken token, WantedLine... lines) {
    return new PlaceOrder(ANN, Arrays.asList(lines), null, token, List.of(), null, List.of());
  }

  /** A token for flour at today's price, half an hour valid. */
  static SubmitToken token(long number, int units) {
    return new SubmitToken(
        new Fingerprint(number, ~number),
        ANN,
        List.of(new SubmitToken.Line(FLOUR, units, PRICE)),
        units * PRICE,
        CNY,
        World.START + Duration.ofMinutes(30).toMillis());
  }

  static Request keyed(long key, Actor actor, Change change) {
    RequestKey bound =
        new RequestKey(new Fingerprint(key, key), new Fingerprint(change.hashCode(), key));
    return new Request(SHOP, actor, bound, Precondition.NONE, change);
  }

  static Request matching(int version, Command command) {
    return new Request(SHOP, MERCHANT, null, new Precondition.Version(version), command);
  }

  static MarkPaid paid(OrderId order, long amount) {
    return new MarkPaid(order, new Money(amount, CNY), "transfer 7", null);
  }

  static CancelOrder cancel(OrderId order) {
    return new CancelOrder(order, "CHANGED_MIND");
  }

  static ShipOrder ship(OrderId order, ShippedLine... lines) {
    return new ShipOrder(order, Arrays.asList(lines), "Post", "RR123456789CN");
  }

  static ShipOrder ship(OrderId order, @Nullable String name, ShippedLine... lines) {
    return new ShipOrder(
        order, Arrays.asList(lines), "Post", "RR1", name, List.of(new Label("a", "b")));
  }

  static DeliverShipment delivered(OrderId order, int shipment) {
    return new DeliverShipment(order, shipment, World.START);
  }

  static CompleteOrder complete(OrderId order) {
    return new CompleteOrder(order);
  }
}
