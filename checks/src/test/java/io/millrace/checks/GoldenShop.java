package io.millrace.checks;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.Money;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.Secret;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.OrderPlacedView;
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
import io.millrace.node.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The story of the golden log: every type of fact at least once. Its log of format 1, level 1 is
 * committed and replayed by every later build; nobody writes it again.
 *
 * <p>{@link #main} wrote it. For a new format or level, run it into a new directory; what is there
 * stays as it is.
 */
final class GoldenShop {

  static final ShopId SHOP = new ShopId("golden");
  static final SkuId CUP = new SkuId("cup");
  static final SkuId TEA = new SkuId("tea");
  static final BuyerId ANNA = new BuyerId("anna");
  static final Currency EUR = Currency.getInstance("EUR");
  static final String REFERENCE = "golden-1";

  private static final long FINGERPRINT = 0x60_1d_e2L;

  private final SteppedShard shard = new SteppedShard();
  private int keys;

  public static void main(String[] args) throws IOException {
    Path target = Files.createDirectories(Path.of(args[0]));
    GoldenShop golden = new GoldenShop();
    golden.tell();
    for (String name : golden.shard.disk().list("shard-000")) {
      if (name.endsWith(".log")) {
        Files.write(target.resolve(name), golden.shard.disk().contents("shard-000/" + name));
      }
    }
  }

  private void tell() {
    shard.settle();
    accept(new DefineShop(settings("Golden")));
    accept(new IssueMerchantKey("k1", secret("hash of a key")));
    accept(new IssueMerchantKey("k2", secret("hash of another")));
    accept(new RevokeMerchantKey("k2"));
    accept(new IssueBuyerSecret("s1", secret("sealed")));
    accept(new IssueBuyerSecret("s2", secret("sealed too")));
    accept(new IssueBuyerSecret("s3", secret("displaces the first")));
    SkuDescription cup =
        new SkuDescription("Tasse für Tee 茶", 1_250, "Blue", "/cup.png", limit(3), true);
    accept(new DefineSku(CUP, cup));
    SkuDescription tea = new SkuDescription("Tea", 495, null, null, null, true);
    accept(new DefineSkus(List.of(new DefineSku(CUP, cup), new DefineSku(TEA, tea))));
    accept(new MoveStock(CUP, 10, MovementCause.RECEIVED, "delivery 1"));
    accept(new MoveStock(TEA, 20, MovementCause.RECEIVED, null));
    accept(new MoveStock(TEA, -1, MovementCause.DAMAGED, null));

    OrderId bought =
        place(List.of(new WantedLine(CUP, 2), new WantedLine(TEA, 3)), REFERENCE, null);
    accept(new MarkPaid(bought, new Money(4_484, EUR), "bank 7", null));
    accept(new ShipOrder(bought, List.of(new ShippedLine(1, 2)), "post", "P1"));
    accept(new ShipOrder(bought, List.of(), "post", "P2"));
    shard.clock().passMillis(Duration.ofDays(2).toMillis());
    shard.settle();
    accept(new DeliverShipment(bought, 1, shard.clock().wallMillis() - 1_000));
    accept(new DeliverShipment(bought, 2, shard.clock().wallMillis()));
    accept(new CompleteOrder(bought));

    SubmitToken token =
        new SubmitToken(
            new Fingerprint(1, 2),
            ANNA,
            List.of(new SubmitToken.Line(CUP, 1, 1_250)),
            1_250,
            EUR,
            shard.clock().wallMillis() + Duration.ofMinutes(30).toMillis());
    OrderId given = place(List.of(new WantedLine(CUP, 1)), null, token);
    accept(new CancelOrder(given, "CHANGED_MIND"));
    place(List.of(new WantedLine(TEA, 4)), null, null);
    shard.restart();
    place(List.of(new WantedLine(TEA, 1)), null, null);
  }

  private OrderId place(
      List<WantedLine> lines, @Nullable String reference, @Nullable SubmitToken token) {
    List<Charge> charges =
        reference == null
            ? List.of()
            : List.of(
                new Charge(Charge.Kind.SHIPPING, "post", 599),
                new Charge(Charge.Kind.ADJUSTMENT, "thanks", -100));
    Outcome.Accepted accepted =
        accept(
            new PlaceOrder(
                ANNA,
                lines,
                null,
                token,
                charges,
                reference,
                List.of(new Label("campaign", "spring"))));
    return ((OrderPlacedView) accepted.answer()).placed().order();
  }

  private Outcome.Accepted accept(Change change) {
    keys++;
    RequestKey key =
        new RequestKey(new Fingerprint(FINGERPRINT, keys), new Fingerprint(keys, FINGERPRINT));
    Actor actor = change instanceof DefineShop ? Actor.OPERATOR : Actor.merchant("k1");
    shard.clock().passMillis(1_000);
    CompletableFuture<Reply> reply =
        shard.submit(new Request(SHOP, actor, key, Precondition.NONE, change));
    shard.settle();
    if (reply.join() instanceof Reply.Decided decided
        && decided.outcome() instanceof Outcome.Accepted accepted) {
      return accepted;
    }
    throw new AssertionError("not accepted: " + change + " " + reply.join());
  }

  private static ShopSettings settings(String name) {
    return new ShopSettings(
        name,
        EUR,
        ZoneId.of("Europe/Vienna"),
        Duration.ofMinutes(30),
        List.of("https://golden.example"));
  }

  private static PerBuyerLimit limit(int quantity) {
    return new PerBuyerLimit(quantity, Duration.ofDays(30));
  }

  private static Secret secret(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }
}
