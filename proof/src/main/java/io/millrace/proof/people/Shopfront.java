package io.millrace.proof.people;

import io.millrace.model.Backoff;
import io.millrace.model.PastDue;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.Stays;
import io.millrace.model.TaskGroup;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;

/** What each simulated shop has: small and short-lived, so that a run sees every end of it. */
final class Shopfront {
  static final Currency CNY = Currency.getInstance("CNY");

  /** Everybody wants it, and there is never enough. */
  static final SkuId HOT = new SkuId("hot");

  /** So many a buyer within a while, and so many a buyer for ever. */
  static final SkuId RATIONED = new SkuId("rationed");

  static final SkuId ONCE = new SkuId("once");

  /** Nobody has ever defined it. */
  static final SkuId NOWHERE = new SkuId("nowhere");

  static final List<SkuId> SKUS =
      List.of(HOT, RATIONED, ONCE, new SkuId("flour"), new SkuId("bread"), new SkuId("tea"));

  /** What came due during a stop is due at once, later, or never. */
  static final QueueId JOBS = new QueueId("jobs");

  static final QueueId MAILS = new QueueId("mails");
  static final QueueId OFFERS = new QueueId("offers");
  static final List<QueueId> QUEUES = List.of(JOBS, MAILS, OFFERS);
  static final List<TaskGroup> GROUPS =
      List.of(new TaskGroup("north"), new TaskGroup("south"), new TaskGroup("west"));
  static final int BUYERS = 60;

  /** The quickest that may be, so that many expire. */
  private static final Duration PAYMENT_TIMEOUT = Duration.ofMillis(1_500);

  private static final Stays STAYS =
      new Stays(
          Duration.ofSeconds(6),
          Duration.ofSeconds(4),
          Duration.ofSeconds(7),
          Duration.ofSeconds(2));

  static final ShopSettings SETTINGS =
      new ShopSettings("Mill", CNY, ZoneOffset.UTC, PAYMENT_TIMEOUT, List.of(), STAYS);

  private Shopfront() {}

  static QueueSettings settingsOf(QueueId queue, boolean paused) {
    return new QueueSettings(
        3,
        new Backoff.Exponential(Duration.ofMillis(20), Duration.ofMillis(200), 50),
        Duration.ofMillis(400),
        queue.equals(MAILS) ? PastDue.SPREAD : queue.equals(OFFERS) ? PastDue.DROP : PastDue.FIRE,
        paused,
        Duration.ofMinutes(1),
        400);
  }

  static SkuDescription describe(SkuId sku, long price, boolean onSale) {
    PerBuyerLimit limit = null;
    if (sku.equals(RATIONED)) {
      limit = new PerBuyerLimit(3, Duration.ofSeconds(3));
    } else if (sku.equals(ONCE)) {
      limit = new PerBuyerLimit(4, null);
    }
    return new SkuDescription("A " + sku, price, null, null, limit, onSale);
  }
}
