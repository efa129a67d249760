package io.millrace.engine.shop;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.model.Actor;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.Stays;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.ShopView;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import java.util.List;

/** A shop: its settings and how many facts it has. Owned by the shard's writer. */
public final class Shop {
  /**
   * The level of every fact that this engine decides. A fact of a later level gets its own number
   * where it is made.
   */
  private static final int FACT_LEVEL = 1;

  private static final int SEQUENCE_FIELD = 1;
  private static final int SETTINGS_FIELD = 2;
  private static final int CREATED_FIELD = 3;
  private static final int UPDATED_FIELD = 4;
  private static final int ARCHIVED_FIELD = 5;
  private static final int ARCHIVED_UP_TO_FIELD = 6;
  private static final int KEPT_UP_TO_FIELD = 7;

  /** The version of shops in snapshots from which on they say what was archived. */
  private static final int ARCHIVED_SINCE = 2;

  /** And from which on they say which tables have that. */
  private static final int KEPT_UP_TO_SINCE = 3;

  private final int number;
  private final ShopId id;
  private final long digestId;
  private final long createdAtMillis;
  private final Access access;
  private ShopSettings settings;
  private long currencyHash;
  private int version;
  private long updatedAtMillis;
  private long sequence;
  private long sequenceTerm;
  private long orders;
  private long archived;
  private long archivedUpTo;
  private long keptUpTo;

  Shop(int number, ShopId id, ShopDefined first, long atMillis, Digest digest) {
    this.number = number;
    this.id = id;
    this.digestId = Mix.text(id.value());
    this.createdAtMillis = atMillis;
    this.updatedAtMillis = atMillis;
    this.settings = first.settings();
    this.currencyHash = currencyHash(settings);
    this.version = first.version();
    this.access = new Access(digestId);
    digest.add(Kind.SHOP, digestId, CREATED_FIELD, createdAtMillis);
    digest.add(Kind.SHOP, digestId, UPDATED_FIELD, updatedAtMillis);
    digest.add(Kind.SHOP, digestId, SETTINGS_FIELD, settingsHash());
  }

  /** From a snapshot. */
  Shop(int number, ShopId id, StateReader from, Digest digest) {
    this.number = number;
    this.id = id;
    this.digestId = Mix.text(id.value());
    this.access = new Access(digestId);
    ShopDefined standing = from.fact(ShopDefined.class);
    this.settings = standing.settings();
    this.currencyHash = currencyHash(settings);
    this.version = standing.version();
    this.createdAtMillis = from.number();
    this.updatedAtMillis = from.number();
    setSequence(from.number(), digest);
    this.orders = from.number();
    if (from.version() >= ARCHIVED_SINCE) {
      this.archived = from.number();
      this.archivedUpTo = from.number();
    }
    if (from.version() >= KEPT_UP_TO_SINCE) {
      this.keptUpTo = from.number();
    }
  }

  void write(StateWriter to) {
    to.text(id.value())
        .fact(new ShopDefined(settings, version))
        .number(createdAtMillis)
        .number(updatedAtMillis)
        .number(sequence)
        .number(orders)
        .number(archived)
        .number(archivedUpTo)
        .number(keptUpTo);
  }

  /** Among the shops of the shard: 0, 1, 2 … as they were made. */
  public int number() {
    return number;
  }

  public ShopId id() {
    return id;
  }

  /** The shop's name in digests and in hashes of what belongs to it. */
  public long digestId() {
    return digestId;
  }

  public ShopSettings settings() {
    return settings;
  }

  public long sequence() {
    return sequence;
  }

  public int version() {
    return version;
  }

  public long createdAtMillis() {
    return createdAtMillis;
  }

  /** Orders ever placed; the currency is fixed once there is one. */
  public long orders() {
    return orders;
  }

  Access access() {
    return access;
  }

  public ShopView view() {
    return new ShopView(id, settings, version, createdAtMillis, updatedAtMillis);
  }

  /** What becomes of a request that leaves one fact. */
  public Outcome accept(Request request, ShopFact fact, Answer answer) {
    return accept(id, sequence, request, fact, answer);
  }

  static Outcome accept(ShopId id, long sequence, Request request, ShopFact fact, Answer answer) {
    Recorded recorded =
        new Recorded(FACT_LEVEL, id, sequence + 1, request.actor(), request.key(), fact);
    return new Outcome.Accepted(List.of(recorded), answer);
  }

  /**
   * One of several facts of a request.
   *
   * @param place 1, 2, 3 … among them
   * @param answering whether a repeat is answered from this one, so that it binds the key
   */
  public Recorded record(Request request, int place, boolean answering, ShopFact fact) {
    return new Recorded(
        FACT_LEVEL, id, sequence + place, request.actor(), answering ? request.key() : null, fact);
  }

  /** A fact that no request asked for: a timer's. */
  public Recorded recordByNode(ShopFact fact) {
    return new Recorded(FACT_LEVEL, id, sequence + 1, Actor.NODE, null, fact);
  }

  public Recorded standing(ShopFact fact) {
    return new Recorded(FACT_LEVEL, id, sequence, Actor.NODE, null, fact);
  }

  /** Counts a fact of this shop; called once for each, before it is applied. */
  public void advance(long factSequence, Digest digest) {
    check(factSequence == sequence + 1, "a shop's facts are numbered without gaps");
    setSequence(factSequence, digest);
  }

  private void setSequence(long number, Digest digest) {
    sequence = number;
    sequenceTerm = digest.replace(sequenceTerm, Kind.SHOP, digestId, SEQUENCE_FIELD, sequence);
  }

  public void countOrder() {
    orders++;
  }

  /**
   * Orders are about to leave: tables that have come so far have them. Older facts do not say it,
   * and what left by one of them any table has that comes to the first which does.
   */
  public void keep(long upTo, Digest digest) {
    check(upTo < sequence, "what tables had came before the order left");
    boolean isFirst = keptUpTo == 0 && archived > 0 && upTo > 0;
    long last = Math.max(keptUpTo, isFirst ? sequence : upTo);
    digest.change(Kind.SHOP, digestId, KEPT_UP_TO_FIELD, keptUpTo, last);
    keptUpTo = last;
  }

  /**
   * Tables that have come to this of the shop's facts have all its orders that left memory; 0 if
   * none has.
   */
  public long keptUpTo() {
    return keptUpTo == 0 && archived > 0 ? sequence : keptUpTo;
  }

  /** An order has left memory. */
  public void countArchived(OrderId order, Digest digest) {
    digest.change(Kind.SHOP, digestId, ARCHIVED_FIELD, archived, archived + 1);
    archived++;
    if (order.value() > archivedUpTo) {
      digest.change(Kind.SHOP, digestId, ARCHIVED_UP_TO_FIELD, archivedUpTo, order.value());
      archivedUpTo = order.value();
    }
  }

  /** Orders that have left memory. */
  public long archived() {
    return archived;
  }

  /** Whether an order that is not in memory may have been archived: no later one was. */
  public boolean mayHaveArchived(OrderId order) {
    return order.value() <= archivedUpTo;
  }

  void redefine(ShopDefined defined, long atMillis, Digest digest) {
    check(defined.version() == version + 1, "a shop's versions are numbered without gaps");
    digest.remove(Kind.SHOP, digestId, SETTINGS_FIELD, settingsHash());
    settings = defined.settings();
    currencyHash = currencyHash(settings);
    version = defined.version();
    digest.add(Kind.SHOP, digestId, SETTINGS_FIELD, settingsHash());
    digest.change(Kind.SHOP, digestId, UPDATED_FIELD, updatedAtMillis, atMillis);
    updatedAtMillis = atMillis;
  }

  void addTo(Digest fresh) {
    fresh.add(Kind.SHOP, digestId, SEQUENCE_FIELD, sequence);
    fresh.add(Kind.SHOP, digestId, SETTINGS_FIELD, settingsHash());
    fresh.add(Kind.SHOP, digestId, CREATED_FIELD, createdAtMillis);
    fresh.add(Kind.SHOP, digestId, UPDATED_FIELD, updatedAtMillis);
    fresh.add(Kind.SHOP, digestId, ARCHIVED_FIELD, archived);
    fresh.add(Kind.SHOP, digestId, ARCHIVED_UP_TO_FIELD, archivedUpTo);
    fresh.add(Kind.SHOP, digestId, KEPT_UP_TO_FIELD, keptUpTo);
    access.addTo(fresh);
  }

  /** What every order's digest needs of the currency. */
  public long currencyHash() {
    return currencyHash;
  }

  private static long currencyHash(ShopSettings settings) {
    return Mix.text(settings.currency().getCurrencyCode());
  }

  private long settingsHash() {
    long hash = Mix.fold(0, 1, version);
    hash = Mix.fold(hash, 2, Mix.text(settings.name()));
    hash = Mix.fold(hash, 3, currencyHash);
    hash = Mix.fold(hash, 4, Mix.text(settings.timezone().getId()));
    hash = Mix.fold(hash, 5, settings.paymentTimeout().toMillis());
    for (String origin : settings.allowedOrigins()) {
      hash = Mix.fold(hash, 6, Mix.text(origin));
    }
    Stays stays = settings.stays();
    if (!stays.equals(Stays.DEFAULT)) { // what older facts mean adds nothing to their digests
      hash = Mix.fold(hash, 7, stays.unshipped().toMillis());
      hash = Mix.fold(hash, 8, stays.uncompleted().toMillis());
      hash = Mix.fold(hash, 9, stays.completeAfterShipping().toMillis());
      hash = Mix.fold(hash, 10, stays.completeAfterDelivery().toMillis());
    }
    if (!settings.refundWindow().equals(ShopSettings.REFUND_WINDOW_DEFAULT)) {
      hash = Mix.fold(hash, 11, settings.refundWindow().toMillis());
    }
    return hash;
  }
}
