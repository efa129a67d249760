package io.millrace.bench.archiving;

import io.millrace.bench.goods.Catalogue;
import io.millrace.model.Actor;
import io.millrace.model.Fingerprint;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopSettings;
import io.millrace.model.Stays;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.fact.OrderPlaced;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What becomes of orders once they are placed: of ten seven are paid, sent and completed, two are
 * cancelled, and one waits until it expires. Owned by one thread.
 */
final class OrderLives {
  static final Duration REFUND_WINDOW = Duration.ofSeconds(10);

  /** Whole lives come in numbers of it. */
  static final int KINDS = 10;

  /** Requests that follow the placing, of the order that has most of them. */
  static final int STEPS_MAX = 3;

  private static final int EXPIRED = 1;
  private static final int CANCELLED = 2;

  private final SplittableRandom keys = new SplittableRandom(1);

  /** The measured shop, with a window in which orders become final while it is measured. */
  static Request shop(Duration paymentTimeout) {
    ShopSettings settings =
        new ShopSettings(
            "Watermill",
            Catalogue.CURRENCY,
            ZoneId.of("Asia/Shanghai"),
            paymentTimeout,
            List.of(),
            Stays.DEFAULT,
            REFUND_WINDOW);
    return new Request(
        Catalogue.SHOP, Actor.OPERATOR, null, Precondition.ANY, new DefineShop(settings));
  }

  /** What is still asked for an order, one after the other; nothing if time ends it. */
  List<Request> after(OrderPlaced placed, int number) {
    OrderId order = placed.order();
    int kind = number % KINDS;
    if (kind < EXPIRED) {
      return List.of();
    }
    if (kind < EXPIRED + CANCELLED) {
      return List.of(keyed(new CancelOrder(order, "CHANGED_MIND")));
    }
    Money total = new Money(placed.total(), placed.currency());
    return List.of(
        keyed(new MarkPaid(order, total, "bank", null)),
        keyed(new ShipOrder(order, List.of(), "Post", "RR123456789CN")),
        keyed(new CompleteOrder(order)));
  }

  private Request keyed(Change change) {
    RequestKey key = new RequestKey(fingerprint(), fingerprint());
    return new Request(Catalogue.SHOP, Actor.merchant("k"), key, Precondition.NONE, change);
  }

  private Fingerprint fingerprint() {
    return new Fingerprint(keys.nextLong(), keys.nextLong());
  }

  /** How so many orders have ended when all is over. */
  static Map<OrderStatus, Long> ends(long orders) {
    return Map.of(
        OrderStatus.EXPIRED, orders * EXPIRED / KINDS,
        OrderStatus.CANCELLED, orders * CANCELLED / KINDS,
        OrderStatus.COMPLETED, orders * (KINDS - EXPIRED - CANCELLED) / KINDS);
  }
}
