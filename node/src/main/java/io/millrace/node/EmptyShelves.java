package io.millrace.node;

import io.millrace.engine.Engine;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.WantedLine;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.refusal.SoldOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * What has sold out, as the last durable frame left it. The writer publishes, any thread asks: so
 * the crowd that comes too late gets its answer without waking the writer, which is busy with those
 * who came in time.
 *
 * <p>Only what the engine would say of that state is said here; whoever cannot be answered so is
 * sent to the writer. That is everybody whose key or token may be remembered, since a repeat gets
 * its first answer, and everybody who wants something that has not sold out.
 */
final class EmptyShelves {

  /** Some ten megabytes. A SKU that finds no room here is refused by the writer, as before. */
  static final int SHELVES_MAX = 100_000;

  private final ConcurrentHashMap<ShopId, OfShop> shops = new ConcurrentHashMap<>();
  private final Traces traces = new Traces();

  /** Whoever reads while a frame is published asks the writer instead. */
  private final StampedLock lock = new StampedLock();

  private volatile long timeMillis;
  private int shelves;

  /** One shop's. */
  private static final class OfShop {
    private final Set<SkuId> empty = ConcurrentHashMap.newKeySet();
    private volatile long position;
  }

  /** How a SKU stands when a frame is full; the shop's sequence then. */
  record Turn(ShopId shop, SkuId sku, boolean empty, long position) {}

  /**
   * What a frame changes here, once it is durable.
   *
   * @param rememberedMillis of the oldest key or token that its state remembers
   */
  record Turns(List<Turn> turns, long rememberedMillis) {}

  /** The writer's: everything that was remembered when the shard began to serve. */
  void begin(Engine engine) {
    engine.forEachRemembered(traces::add);
  }

  /** The writer's: a request has been accepted, and will get the same answer if it comes again. */
  void accepted(Request request) {
    RequestKey key = request.key();
    if (key != null) {
      traces.add(key.scope());
    }
    if (request.command() instanceof PlaceOrder place && place.submitToken() != null) {
      traces.add(place.submitToken().id());
    }
  }

  /** The writer's, with the state that a frame leaves. */
  Turns turned(Engine engine) {
    List<Turn> turns = new ArrayList<>();
    engine.takeShelves(
        (shop, sku, empty) -> turns.add(new Turn(shop, sku, empty, engine.shopSequence(shop))));
    return new Turns(turns, engine.oldestRememberedMillis());
  }

  /**
   * The writer's: a frame has become durable, and nobody has heard of it yet.
   *
   * @param nowMillis log time, of what has been accepted since
   */
  void publish(Turns turned, List<Recorded> facts, long frameMillis, long nowMillis) {
    traces.age(turned.rememberedMillis, nowMillis);
    if (turned.turns.isEmpty() && shelves == 0) {
      timeMillis = frameMillis;
      return;
    }
    long stamp = lock.writeLock();
    try {
      move(facts);
      turned.turns.forEach(this::turn);
      timeMillis = frameMillis;
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /** Positions of shops that are here go on with each of their facts. */
  private void move(List<Recorded> facts) {
    OfShop last = null;
    ShopId lastId = null;
    for (int i = 0; i < facts.size(); i++) {
      ShopId id = facts.get(i).shop();
      if (id != null) {
        last = id.equals(lastId) ? last : shops.get(id);
        lastId = id;
        if (last != null) {
          last.position = facts.get(i).shopSequence();
        }
      }
    }
  }

  private void turn(Turn turn) {
    OfShop shop = shops.get(turn.shop);
    if (!turn.empty) {
      if (shop != null && shop.empty.remove(turn.sku)) {
        shelves--;
        if (shop.empty.isEmpty()) {
          shops.remove(turn.shop);
        }
      }
    } else if (shelves < SHELVES_MAX) {
      OfShop into = shop == null ? new OfShop() : shop;
      into.position = turn.position;
      shelves += into.empty.add(turn.sku) ? 1 : 0;
      shops.putIfAbsent(turn.shop, into);
    }
  }

  /**
   * The writer's: everything that was decided is durable, so this is the state at that time, too.
   */
  void pass(long nowMillis) {
    timeMillis = nowMillis;
  }

  /** The refusal that the engine would give to this request; null when only the writer can tell. */
  Reply.@Nullable Decided refuse(Request request) {
    if (!(request.command() instanceof PlaceOrder place)) {
      return null;
    }
    OfShop shop = shops.get(request.shop());
    if (shop == null) {
      return null;
    }
    long stamp = lock.tryOptimisticRead();
    if (!areEmpty(shop, place.lines()) || mayBeRemembered(request, place)) {
      return null;
    }
    long position = shop.position;
    long nowMillis = timeMillis;
    if (!lock.validate(stamp) || !Engine.restsOnShelves(request, place, nowMillis)) {
      return null;
    }
    SoldOut soldOut = new SoldOut(place.lines().getFirst().sku(), 0);
    return new Reply.Decided(new Outcome.Refused(soldOut), position, nowMillis);
  }

  private static boolean areEmpty(OfShop shop, List<WantedLine> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (!shop.empty.contains(lines.get(i).sku())) {
        return false;
      }
    }
    return true;
  }

  /** Asked after the shelves: what emptied them was added before they were published. */
  private boolean mayBeRemembered(Request request, PlaceOrder place) {
    RequestKey key = request.key();
    return (key != null && traces.mayHold(key.scope()))
        || (place.submitToken() != null && traces.mayHold(place.submitToken().id()));
  }
}
