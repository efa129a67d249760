package io.millrace.model.wire;

import io.millrace.model.Actor;
import io.millrace.model.Backoff;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.LeaseId;
import io.millrace.model.Level;
import io.millrace.model.Limits;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.PastDue;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.PricedLine;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Recorded;
import io.millrace.model.RequestKey;
import io.millrace.model.Secret;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SlotTable;
import io.millrace.model.Stays;
import io.millrace.model.StuckWhy;
import io.millrace.model.TaskEnd;
import io.millrace.model.TaskFailure;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.WebhookSettings;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LeaseExtended;
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
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import io.millrace.model.fact.RevivalStarted;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDone;
import io.millrace.model.fact.TaskDue;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskPostponed;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TaskRevived;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.fact.TasksRevived;
import io.millrace.model.fact.TimePassed;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookSecretRotated;
import io.millrace.model.refusal.Code;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;

/** Every type of fact: plain, at its extremes, with what may be absent present and absent. */
final class SampleFacts {

  /** One, two, three and four bytes of UTF-8, and what a terminal would trip over. */
  static final String BEYOND_ASCII = "a\u00e9\u65e5\ud83d\ude80 \"\\\n\0";

  /** Longer than a length of one byte can say, so that the writer has to move it. */
  private static final String LONG = "x".repeat(20_000);

  private static final OrderId FIRST = new OrderId(1);
  private static final OrderId LAST = new OrderId(Long.MAX_VALUE);
  private static final SkuId SKU = new SkuId("mug:red_1.5-L");
  private static final Currency CNY = Currency.getInstance("CNY");

  private SampleFacts() {}

  static List<Recorded> all() {
    List<Recorded> all = new ArrayList<>();
    for (Fact fact : facts()) {
      all.add(
          fact instanceof ShopFact
              ? new Recorded(1, new ShopId("s"), 1, Actor.OPERATOR, null, fact)
              : new Recorded(1, null, 0, Actor.NODE, null, fact));
    }
    Fact fact = new OrderCompleted(FIRST, 0, OrderStatus.COMPLETED, 2);
    ShopId longest = new ShopId("Z".repeat(64));
    Fingerprint zero = new Fingerprint(0, 0);
    Fingerprint ones = new Fingerprint(-1, -1);
    all.add(
        new Recorded(
            1,
            longest,
            Long.MAX_VALUE,
            Actor.merchant("mk_1"),
            new RequestKey(new Fingerprint(1, Long.MIN_VALUE), ones),
            fact));
    all.add(
        new Recorded(
            1, longest, 2, Actor.buyer(new BuyerId("b:1")), new RequestKey(zero, zero), fact));
    return all;
  }

  /** An order of one line. */
  static Recorded order(String sku, String name, int quantity) {
    OrderPlaced placed =
        new OrderPlaced(
            FIRST,
            new BuyerId("b-" + quantity),
            List.of(new PricedLine(new SkuId(sku), name, quantity, 1, false)),
            List.of(),
            CNY,
            quantity,
            1,
            null,
            List.of(),
            null);
    return new Recorded(1, new ShopId("s"), 1, Actor.OPERATOR, null, placed);
  }

  private static List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    addShard(facts);
    addShop(facts);
    addGoods(facts);
    addOrders(facts);
    addTasks(facts);
    addWebhooks(facts);
    return facts;
  }

  private static void addShard(List<Fact> facts) {
    facts.add(new Opened(0, 0, 0, 0, 0, SlotTable.dealt(1)));
    facts.add(new Opened(-1, Long.MIN_VALUE, Long.MAX_VALUE, 1_023, 1_024, SlotTable.dealt(1_024)));
    facts.add(new TimePassed());
    facts.add(new LevelRaised(Level.CURRENT));
  }

  private static void addShop(List<Fact> facts) {
    ZoneId utc = ZoneId.of("UTC");
    facts.add(new ShopDefined(new ShopSettings("", CNY, utc, Duration.ZERO, List.of()), 1));
    facts.add(
        new ShopDefined(
            new ShopSettings(
                BEYOND_ASCII,
                CNY,
                ZoneId.of("Asia/Shanghai"),
                Duration.ofDays(30),
                List.of("https://a.example", "", LONG)),
            Integer.MAX_VALUE));
    Duration shortest = Duration.ofMillis(1);
    Duration longest = Duration.ofMillis(Long.MAX_VALUE);
    facts.add(
        new ShopDefined(
            new ShopSettings(
                "", CNY, utc, shortest, List.of(), new Stays(shortest, longest, shortest, longest)),
            1));
    facts.add(
        new ShopDefined(
            new ShopSettings("", CNY, utc, shortest, List.of(), Stays.DEFAULT, longest), 1));
    facts.add(new MerchantKeyIssued("", new Secret(new byte[0])));
    facts.add(new MerchantKeyIssued("mk_1", new Secret(new byte[] {-128, 0, 127})));
    facts.add(new MerchantKeyRevoked("mk_1"));
    facts.add(new BuyerSecretIssued("kid", new Secret(new byte[300]), null));
    facts.add(new BuyerSecretIssued(BEYOND_ASCII, new Secret(new byte[1]), ""));
    facts.add(new BuyerSecretIssued("kid", new Secret(new byte[1]), "older"));
  }

  private static void addWebhooks(List<Fact> facts) {
    WebhookSettings none = new WebhookSettings("", List.of(), "");
    WebhookSettings some =
        new WebhookSettings(
            "https://example.com/hooks", List.of("order.paid", "*"), BEYOND_ASCII + LONG);
    facts.add(new WebhookEndpointDefined("", none, null, 0));
    facts.add(new WebhookEndpointDefined("whe_1", none, new Secret(new byte[0]), 1));
    facts.add(
        new WebhookEndpointDefined("whe_1", some, new Secret(new byte[300]), Integer.MAX_VALUE));
    facts.add(new WebhookEndpointRemoved("whe_1"));
    facts.add(new WebhookSecretRotated("whe_1", new Secret(new byte[] {-1}), Long.MAX_VALUE, 2));
    for (WebhookDisabled why : WebhookDisabled.values()) {
      facts.add(new WebhookEndpointDisabled("whe_1", why, 3));
    }
    facts.add(new WebhookEndpointEnabled("whe_1", 4));
  }

  private static void addGoods(List<Fact> facts) {
    facts.add(new SkuDefined(SKU, new SkuDescription("", 0, null, null, null, false), 1));
    facts.add(
        new SkuDefined(
            SKU,
            new SkuDescription("Mug", 1_999, "", "", new PerBuyerLimit(2, null), true),
            Integer.MAX_VALUE));
    facts.add(
        new SkuDefined(
            SKU,
            new SkuDescription(
                BEYOND_ASCII,
                Long.MAX_VALUE,
                LONG,
                "https://img.example/1.png",
                new PerBuyerLimit(Integer.MAX_VALUE, Duration.ofMillis(1)),
                true),
            2));
    facts.add(new SkuBatchAnswered(List.of(), List.of()));
    List<SkuBatchAnswered.Item> items = new ArrayList<>();
    for (SkuBatchAnswered.Outcome outcome : SkuBatchAnswered.Outcome.values()) {
      items.add(new SkuBatchAnswered.Item(SKU, outcome, outcome.number()));
    }
    facts.add(new SkuBatchAnswered(items, List.of()));
    List<SkuBatchAnswered.Refused> refused = new ArrayList<>();
    for (Code code : Code.values()) {
      refused.add(new SkuBatchAnswered.Refused(refused.size(), SKU, code, "items[0]", "is wrong"));
    }
    refused.add(new SkuBatchAnswered.Refused(499, null, Code.INVALID, "", BEYOND_ASCII));
    facts.add(new SkuBatchAnswered(items, refused));
    for (MovementCause cause : MovementCause.values()) {
      facts.add(new StockMoved(1, SKU, -1, cause, null, 1));
    }
    facts.add(
        new StockMoved(
            Long.MAX_VALUE, SKU, Integer.MAX_VALUE, MovementCause.RECEIVED, "", Long.MAX_VALUE));
    facts.add(new StockMoved(1, SKU, Integer.MIN_VALUE, MovementCause.CORRECTED, BEYOND_ASCII, 2));
  }

  private static void addOrders(List<Fact> facts) {
    facts.add(
        new OrderPlaced(
            FIRST, new BuyerId("b"), List.of(), List.of(), CNY, 0, 0, null, List.of(), null));
    List<Charge> charges = new ArrayList<>();
    for (Charge.Kind kind : Charge.Kind.values()) {
      charges.add(new Charge(kind, BEYOND_ASCII, -kind.number()));
    }
    charges.add(new Charge(Charge.Kind.ADJUSTMENT, "", Long.MIN_VALUE));
    facts.add(
        new OrderPlaced(
            LAST,
            new BuyerId("b".repeat(64)),
            List.of(
                new PricedLine(SKU, BEYOND_ASCII, Integer.MAX_VALUE, Long.MAX_VALUE, true),
                new PricedLine(SKU, "", 0, 0, false)),
            charges,
            CNY,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            "",
            List.of(new Label("", ""), new Label("note", LONG)),
            new Fingerprint(0, 0)));
    OrderStatus paid = OrderStatus.PAID;
    facts.add(
        new OrderMarkedPaid(LAST, Long.MAX_VALUE, "", Long.MAX_VALUE, Long.MAX_VALUE, paid, 2));
    facts.add(new OrderMarkedPaid(FIRST, 0, BEYOND_ASCII, -1, 0, paid, Integer.MAX_VALUE));
    facts.add(new OrderCancelled(FIRST, null, OrderStatus.CANCELLED, 2));
    facts.add(new OrderCancelled(FIRST, "", OrderStatus.CANCELLED, 2));
    facts.add(new OrderExpired(FIRST, OrderStatus.EXPIRED, 2));
    facts.add(new OrderExpired(LAST, OrderStatus.EXPIRED, Integer.MAX_VALUE));
    facts.add(new OrderExtended(FIRST, 0, OrderStatus.PENDING_PAYMENT, 2));
    facts.add(new OrderExtended(LAST, Long.MAX_VALUE, OrderStatus.PENDING_PAYMENT, 3));
    facts.add(new OrderShipped(FIRST, 0, List.of(), "", "", 0, 0, null, List.of(), paid, 3));
    facts.add(
        new OrderShipped(
            LAST,
            Integer.MAX_VALUE,
            List.of(new ShippedLine(1, 2), new ShippedLine(0, Integer.MAX_VALUE)),
            BEYOND_ASCII,
            LONG,
            Long.MAX_VALUE,
            -1,
            BEYOND_ASCII,
            List.of(new Label("", ""), new Label(BEYOND_ASCII, LONG)),
            OrderStatus.SHIPPED,
            4));
    facts.add(
        new OrderShipped(LAST, 1, List.of(), "", "", 0, 0, "", List.of(), OrderStatus.SHIPPED, 4));
    facts.add(new ShipmentDelivered(FIRST, 1, Long.MIN_VALUE, 0, OrderStatus.SHIPPED, 5));
    facts.add(new ShipmentDelivered(FIRST, 1, 0, Long.MAX_VALUE, OrderStatus.SHIPPED, 5));
    for (StuckWhy why : StuckWhy.values()) {
      facts.add(new OrderStuck(LAST, why, Long.MAX_VALUE, paid, 5));
      facts.add(new OrderStuck(FIRST, why, 0, OrderStatus.SHIPPED, 5));
    }
    facts.add(new CompletionPostponed(LAST, Long.MAX_VALUE, OrderStatus.SHIPPED, 6));
    for (OrderStatus status : OrderStatus.values()) {
      facts.add(new OrderCompleted(FIRST, Long.MAX_VALUE, status, 6));
    }
    facts.add(new OrdersArchived(List.of(), 0));
    facts.add(new OrdersArchived(List.of(FIRST, new OrderId(300), LAST), Long.MAX_VALUE));
    facts.add(new OrdersArchived(Collections.nCopies(Limits.ARCHIVED_ORDERS_MAX, LAST), 1));
  }

  private static void addTasks(List<Fact> facts) {
    QueueId queue = new QueueId("q");
    TaskId task = new TaskId("t".repeat(64));
    Duration second = Duration.ofSeconds(1);
    Duration none = Duration.ZERO;
    facts.add(
        new QueueDefined(
            queue,
            new QueueSettings(0, new Backoff.Listed(List.of()), none, PastDue.FIRE, false, none, 0),
            1));
    for (PastDue pastDue : PastDue.values()) {
      facts.add(
          new QueueDefined(
              queue,
              new QueueSettings(
                  5,
                  new Backoff.Listed(List.of(none, second, Duration.ofDays(30))),
                  second,
                  pastDue,
                  true,
                  Duration.ofDays(7),
                  Integer.MAX_VALUE),
              Integer.MAX_VALUE));
    }
    facts.add(
        new QueueDefined(
            queue,
            new QueueSettings(
                1,
                new Backoff.Exponential(second, Duration.ofHours(1), 20),
                second,
                PastDue.DROP,
                false,
                second,
                1),
            2));
    facts.add(
        new QueueDefined(
            queue,
            new QueueSettings(1, new Backoff.Listed(List.of()), none, PastDue.FIRE, false, none, 1)
                .withPushUrl("https://example.com/due"),
            1,
            new Secret(new byte[] {1, -1})));
    facts.add(new QueueSecretRotated(queue, new Secret(new byte[] {-1}), Long.MAX_VALUE, 2));
    facts.add(new TaskScheduled(1, queue, task, 0, 0, "", 0, null));
    facts.add(
        new TaskScheduled(
            Long.MAX_VALUE, queue, task, Long.MAX_VALUE, -1, LONG, 9, new TaskGroup("east")));
    facts.add(new TaskScheduled(7, queue, task, -1, 1, BEYOND_ASCII, 1, null));
    facts.add(new TaskDue(Long.MAX_VALUE));
    facts.add(new TaskPostponed(1, Long.MAX_VALUE));
    LeaseId lease = new LeaseId(Long.MAX_VALUE, Integer.MAX_VALUE);
    facts.add(new TasksLeased(queue, 0, List.of()));
    facts.add(new TasksLeased(queue, 12, List.of(lease, new LeaseId(1, 1))));
    facts.add(new LeaseExtended(lease, Long.MAX_VALUE));
    facts.add(new TaskDone(lease));
    for (TaskFailure failure : TaskFailure.values()) {
      facts.add(new TaskReturned(lease, failure, 1));
      facts.add(new TaskDied(lease, failure, 1));
    }
    for (TaskEnd end : TaskEnd.values()) {
      facts.add(new TaskEnded(1, end));
    }
    facts.add(new TaskRevived(1, 2));
    facts.add(new RevivalStarted(queue, Integer.MAX_VALUE));
    facts.add(new TasksRevived(queue, List.of(), 0, 0));
    facts.add(new TasksRevived(queue, List.of(1L, 300L, Long.MAX_VALUE), 5, 3));
  }
}
