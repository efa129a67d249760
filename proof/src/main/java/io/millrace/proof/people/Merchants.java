package io.millrace.proof.people;

import io.millrace.model.Actor;
import io.millrace.model.MovementCause;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.Secret;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.ListBuyerSecrets;
import io.millrace.model.command.ListMerchantKeys;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.testkit.SplitMix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Those who keep a shop: its goods, one by one or many at once, and who may speak for it. */
final class Merchants {
  private static final long PRICE_MAX = 100;

  /** Names of keys; so few that some are issued twice, and some revoked that are not there. */
  private static final int KEY_NAMES = 10;

  private final SplitMix chance;
  private final Requests requests;
  private final Actor merchant;
  private final Map<SkuId, Long> prices = new HashMap<>();
  private int secrets;

  Merchants(SplitMix chance, Requests requests, Actor merchant) {
    this.chance = chance;
    this.requests = requests;
    this.merchant = merchant;
  }

  /** As far as anybody knows. */
  long price(SkuId sku) {
    return prices.computeIfAbsent(sku, _ -> anyPrice());
  }

  private long anyPrice() {
    return 1 + (long) chance.below((int) PRICE_MAX);
  }

  void hear(SkuId sku, long price) {
    prices.put(sku, price);
  }

  void hear(DefineSkus batch) {
    for (DefineSkus.Item item : batch.items()) {
      if (item instanceof DefineSku define) {
        hear(define.sku(), define.description().price());
      }
    }
  }

  private SkuId anySku() {
    return Shopfront.SKUS.get(chance.below(Shopfront.SKUS.size()));
  }

  /** The next thing that one of them wants. */
  Request next() {
    int kind = chance.below(16);
    if (kind < 10) {
      return move();
    }
    if (kind < 12) {
      Precondition precondition =
          chance.below(10) == 0 ? new Precondition.Version(1) : Precondition.ANY;
      SkuId sku = anySku();
      return requests.of(merchant, precondition, new DefineSku(sku, described(sku)));
    }
    return requests.of(kind < 14 ? merchant : Actor.OPERATOR, kind < 14 ? batch() : access());
  }

  private Request move() {
    boolean takesAway = chance.below(6) == 0;
    int quantity = takesAway ? -1 - chance.below(30) : 1 + chance.below(25);
    MovementCause cause = takesAway ? MovementCause.DAMAGED : MovementCause.RECEIVED;
    return requests.of(merchant, new MoveStock(anySku(), quantity, cause, null));
  }

  private SkuDescription described(SkuId sku) {
    long price = chance.below(3) == 0 ? anyPrice() : price(sku);
    return Shopfront.describe(sku, price, chance.below(4) != 0);
  }

  /** Some as they are, some new, some twice, and some that could not be read. */
  private Command batch() {
    List<DefineSkus.Item> items = new ArrayList<>();
    for (int i = 1 + chance.below(5); i > 0; i--) {
      if (chance.below(8) == 0) {
        items.add(new DefineSkus.Unread(null, "{" + i, "items", "is not closed"));
      } else {
        SkuId sku = chance.below(4) == 0 ? new SkuId("extra" + chance.below(8)) : anySku();
        items.add(new DefineSku(sku, described(sku)));
      }
    }
    return new DefineSkus(items);
  }

  private Command access() {
    String key = "k" + chance.below(KEY_NAMES);
    return switch (chance.below(8)) {
      case 0, 1, 2 -> new IssueMerchantKey(key, secret("key"));
      case 3, 4 -> new RevokeMerchantKey(key);
      case 5 -> new IssueBuyerSecret("s" + ++secrets, secret("sealed"));
      case 6 -> new ListBuyerSecrets();
      default -> new ListMerchantKeys(chance.coin() ? null : key, 1 + chance.below(20));
    };
  }

  private Secret secret(String kind) {
    return new Secret((kind + chance.next()).getBytes(StandardCharsets.US_ASCII));
  }
}
