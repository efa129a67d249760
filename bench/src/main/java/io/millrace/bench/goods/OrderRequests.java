package io.millrace.bench.goods;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.Money;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.SkuId;
import io.millrace.model.WantedLine;
import io.millrace.model.command.PlaceOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Orders as the edge hands them to a node. Made ahead of the measured span: what it costs to make
 * them is the edge's, and is measured over HTTP. Every string in them is new, as if it had just
 * been read from a socket, so that what the engine keeps of them counts as its own.
 */
public final class OrderRequests {

  /** The buyers of a large shop's rush: far more than a processor's cache holds. */
  public static final int BUYERS = 100_000;

  private final Baskets baskets;
  private final SplittableRandom fingerprints;
  private final boolean keyed;

  public OrderRequests(long seed, boolean keyed) {
    this.baskets = new Baskets(seed, BUYERS);
    this.fingerprints = new SplittableRandom(~seed);
    this.keyed = keyed;
  }

  public Request[] take(int count) {
    Request[] requests = new Request[count];
    for (int i = 0; i < count; i++) {
      requests[i] = next();
    }
    return requests;
  }

  private Request next() {
    Basket basket = baskets.next();
    List<WantedLine> lines = new ArrayList<>(basket.skus().length);
    for (int i = 0; i < basket.skus().length; i++) {
      lines.add(new WantedLine(new SkuId(Catalogue.sku(basket.skus()[i])), basket.quantities()[i]));
    }
    BuyerId buyer = new BuyerId("buyer-" + basket.buyer());
    PlaceOrder order =
        new PlaceOrder(
            buyer,
            lines,
            new Money(basket.total(), Catalogue.CURRENCY),
            null,
            List.of(),
            null,
            List.of());
    return new Request(Catalogue.SHOP, Actor.buyer(buyer), key(), Precondition.NONE, order);
  }

  private @Nullable RequestKey key() {
    return keyed ? new RequestKey(fingerprint(), fingerprint()) : null;
  }

  private Fingerprint fingerprint() {
    return new Fingerprint(fingerprints.nextLong(), fingerprints.nextLong());
  }
}
