package io.millrace.app.audit;

import io.millrace.journal.Lineage;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.PricedLine;
import io.millrace.model.Recorded;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SlotTable;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A log written by hand, one fact a frame: so that it can say what no engine would. */
final class HandMadeLog {

  static final ShopId SHOP = new ShopId("demo");
  static final SkuId MUG = new SkuId("mug");
  static final BuyerId BUYER = new BuyerId("b1");
  static final Currency CNY = Currency.getInstance("CNY");
  static final long PRICE = 1_000;
  static final Duration PAYMENT_TIMEOUT = Duration.ofMinutes(30);

  private final Findings findings = new Findings();
  private final ShardAudit audit = new ShardAudit(0, findings, Lineage.NONE);
  private long sequence;
  private long shopSequence;
  private long timeMillis = 1_000_000;
  private long lastId;

  /** Opened, with a shop that has ten mugs. */
  static HandMadeLog withMugs() {
    return withMugs(null);
  }

  static HandMadeLog withMugs(@Nullable PerBuyerLimit limit) {
    HandMadeLog log = new HandMadeLog();
    log.add(new Opened(1, 2, 1, 0, 1, SlotTable.dealt(1)));
    log.add(
        new ShopDefined(
            new ShopSettings("Demo", CNY, ZoneId.of("UTC"), PAYMENT_TIMEOUT, List.of()), 1));
    log.add(new SkuDefined(MUG, new SkuDescription("Mug", PRICE, null, null, limit, true), 1));
    log.add(new StockMoved(log.nextId(), MUG, 10, MovementCause.RECEIVED, null, 1));
    return log;
  }

  void add(Fact fact) {
    add(fact, null);
  }

  void add(Fact fact, @Nullable RequestKey key) {
    boolean ofShop = fact instanceof ShopFact;
    add(
        new Recorded(
            1,
            ofShop ? SHOP : null,
            ofShop ? ++shopSequence : 0,
            ofShop ? Actor.OPERATOR : Actor.NODE,
            key,
            fact));
  }

  /** What a timer would have done. */
  void addByNode(ShopFact fact) {
    add(new Recorded(1, SHOP, ++shopSequence, Actor.NODE, null, fact));
  }

  void add(Recorded recorded) {
    sequence++;
    audit.take(
        new StoredFrame(sequence, 1, timeMillis, 0, 1, 0, 0, "hand-made", new byte[0]),
        List.of(recorded));
  }

  /** Leaves out a sequence of the shard, as a lost frame would. */
  void loseSequence() {
    sequence++;
  }

  void loseShopSequence() {
    shopSequence++;
  }

  void pass(Duration time) {
    timeMillis += time.toMillis();
  }

  long timeMillis() {
    return timeMillis;
  }

  long nextId() {
    return ++lastId;
  }

  OrderId place(int quantity) {
    return place(quantity, null);
  }

  OrderId place(int quantity, @Nullable Fingerprint token) {
    OrderPlaced placed = order(List.of(line(quantity)), List.of(), PRICE * quantity, token);
    add(placed);
    return placed.order();
  }

  OrderPlaced order(
      List<PricedLine> lines, List<Charge> charges, long total, @Nullable Fingerprint token) {
    return new OrderPlaced(
        new OrderId(nextId()),
        BUYER,
        lines,
        charges,
        CNY,
        total,
        timeMillis + PAYMENT_TIMEOUT.toMillis(),
        null,
        List.of(),
        token);
  }

  static PricedLine line(int quantity) {
    return new PricedLine(MUG, "Mug", quantity, PRICE, false);
  }

  Findings findings() {
    return findings;
  }

  /** What was found, but for the digests: these logs have none. */
  List<String> broken(Promise promise) {
    return findings.violations().stream()
        .filter(violation -> violation.promise() == promise)
        .map(Violation::sentence)
        .collect(Collectors.toList());
  }

  List<String> broken() {
    return findings.violations().stream()
        .filter(violation -> violation.promise() != Promise.SAME_FACTS_SAME_STATE)
        .map(Violation::sentence)
        .collect(Collectors.toList());
  }
}
