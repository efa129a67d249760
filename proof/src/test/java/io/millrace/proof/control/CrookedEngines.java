package io.millrace.proof.control;

import io.millrace.engine.DueTimer;
import io.millrace.engine.wheel.TimerKind;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.Level;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.PricedLine;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.LeaseView;
import io.millrace.model.answer.MovementView;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskDone;
import io.millrace.model.refusal.BuyerLimitReached;
import io.millrace.model.refusal.KeyReused;
import io.millrace.model.refusal.LeaseLost;
import io.millrace.model.refusal.PriceChanged;
import io.millrace.model.refusal.SoldOut;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One class for each protection that the engine has. */
final class CrookedEngines {
  private CrookedEngines() {}

  /** Believes that there is a million more of everything, and keeps quiet about it. */
  static class WithoutStockCheck extends CrookedEngine {
    private static final long MORE = 1_000_000;

    WithoutStockCheck(int shard) {
      super(shard);
    }

    @Override
    public void apply(Recorded recorded, long atMillis) {
      boolean isFirst = recorded.fact() instanceof StockMoved moved && moved.version() == 1;
      if (isFirst && recorded.fact() instanceof StockMoved moved) {
        super.apply(with(recorded, recorded.key(), withMore(moved, MORE)), atMillis);
      } else {
        super.apply(recorded, atMillis);
      }
    }

    private static StockMoved withMore(StockMoved moved, long more) {
      return new StockMoved(
          moved.id(),
          moved.sku(),
          (int) (moved.quantity() + more),
          moved.cause(),
          moved.reference(),
          moved.version());
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      Outcome outcome = super.decide(request, nowMillis);
      if (outcome instanceof Outcome.Answered(StockView view) && view.available() >= MORE / 2) {
        return new Outcome.Answered(
            new StockView(
                view.sku(),
                view.onHand() - MORE,
                view.available() - MORE,
                view.held(),
                view.committed(),
                view.shipped(),
                view.version()));
      }
      boolean isFirst =
          outcome instanceof Outcome.Replayed(MovementView view) && view.moved().version() == 1;
      if (isFirst && outcome instanceof Outcome.Replayed(MovementView view)) {
        return new Outcome.Replayed(
            new MovementView(withMore(view.moved(), -MORE), view.atMillis()));
      }
      return outcome;
    }

    @Override
    long available(ShopId shop, SkuId sku, long nowMillis) {
      return super.available(shop, sku, nowMillis) - MORE;
    }
  }

  /** Checks each line for itself. */
  static final class WithoutSumOfLines extends WithoutStockCheck {
    WithoutSumOfLines(int shard) {
      super(shard);
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      Outcome outcome = super.decide(request, nowMillis);
      boolean isBehindStock =
          outcome instanceof Outcome.Accepted
              || (outcome instanceof Outcome.Refused no
                  && (no.refusal() instanceof BuyerLimitReached
                      || no.refusal() instanceof PriceChanged));
      if (request.command() instanceof PlaceOrder place && isBehindStock) {
        for (WantedLine line : place.lines()) {
          long available = available(request.shop(), line.sku(), nowMillis);
          if (line.quantity() > available) {
            return new Outcome.Refused(new SoldOut(line.sku(), available));
          }
        }
      }
      return outcome;
    }
  }

  /** Lets a buyer have any number of units. */
  static final class WithoutBuyerLimit extends CrookedEngine {
    private int strangers;

    WithoutBuyerLimit(int shard) {
      super(shard);
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      Outcome outcome = super.decide(request, nowMillis);
      boolean isLimited =
          outcome instanceof Outcome.Refused no && no.refusal() instanceof BuyerLimitReached;
      if (!isLimited || !(request.command() instanceof PlaceOrder place)) {
        return outcome;
      }
      PlaceOrder asStranger =
          new PlaceOrder(
              new BuyerId("stranger-" + ++strangers),
              place.lines(),
              place.expectedTotal(),
              place.submitToken(),
              place.charges(),
              place.reference(),
              place.metadata(),
              place.paymentTimeout());
      Request shifted =
          new Request(
              request.shop(), Actor.OPERATOR, request.key(), request.precondition(), asStranger);
      Outcome instead = super.decide(shifted, nowMillis);
      if (!(instead instanceof Outcome.Accepted accepted)
          || !(accepted.facts().getFirst().fact() instanceof OrderPlaced placed)) {
        return instead;
      }
      OrderPlaced own =
          new OrderPlaced(
              placed.order(),
              place.buyer(),
              placed.lines(),
              placed.charges(),
              placed.currency(),
              placed.total(),
              placed.paymentDeadlineMillis(),
              placed.reference(),
              placed.metadata(),
              placed.submitToken());
      Recorded first = accepted.facts().getFirst();
      return new Outcome.Accepted(
          List.of(
              new Recorded(
                  first.level(),
                  first.shop(),
                  first.shopSequence(),
                  request.actor(),
                  first.key(),
                  own)),
          new OrderPlacedView(own, nowMillis));
    }
  }

  /** Sells at today's price, whatever price the buyer was shown. */
  static final class WithoutPriceGuard extends CrookedEngine {
    WithoutPriceGuard(int shard) {
      super(shard);
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      Outcome outcome = super.decide(request, nowMillis);
      return outcome instanceof Outcome.Refused no
              && no.refusal() instanceof PriceChanged changed
              && request.command() instanceof PlaceOrder place
          ? super.decide(
              with(
                  request,
                  new PlaceOrder(
                      place.buyer(),
                      place.lines(),
                      changed.total(),
                      place.submitToken(),
                      place.charges(),
                      place.reference(),
                      place.metadata(),
                      place.paymentTimeout())),
              nowMillis)
          : outcome;
    }
  }

  /** Writes keys into its facts, and does not remember them. */
  static final class WithoutKeys extends CrookedEngine {
    WithoutKeys(int shard) {
      super(shard);
    }

    @Override
    public void apply(Recorded recorded, long atMillis) {
      super.apply(with(recorded, null, recorded.fact()), atMillis);
    }
  }

  /** Remembers keys in its own memory only, and writes facts without them. */
  static final class WithoutKeysInFacts extends CrookedEngine {
    private final Map<Fingerprint, Outcome.Replayed> known = new HashMap<>();

    WithoutKeysInFacts(int shard) {
      super(shard);
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      RequestKey key = request.key();
      Outcome.Replayed before = key == null ? null : known.get(key.scope());
      if (before != null) {
        return before;
      }
      Outcome outcome = super.decide(request, nowMillis);
      if (key != null && outcome instanceof Outcome.Accepted accepted) {
        known.put(key.scope(), new Outcome.Replayed(accepted.answer()));
        Recorded fact = accepted.facts().getFirst();
        return new Outcome.Accepted(List.of(with(fact, null, fact.fact())), accepted.answer());
      }
      return outcome;
    }
  }

  /** Gives the first answer to whoever comes with the key, whatever they want. */
  static final class WithoutFingerprints extends CrookedEngine {
    private final Map<Fingerprint, Fingerprint> first = new HashMap<>();

    WithoutFingerprints(int shard) {
      super(shard);
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      Outcome outcome = super.decide(request, nowMillis);
      RequestKey key = request.key();
      if (key == null) {
        return outcome;
      }
      Fingerprint command = first.putIfAbsent(key.scope(), key.command());
      boolean isOther = outcome instanceof Outcome.Refused no && no.refusal() instanceof KeyReused;
      return isOther && command != null
          ? super.decide(
              new Request(
                  request.shop(),
                  request.actor(),
                  new RequestKey(key.scope(), command),
                  request.precondition(),
                  request.command()),
              nowMillis)
          : outcome;
    }
  }

  /** Takes a submit token as often as it comes, as if it were another one each time. */
  static final class WithoutSpentTokens extends CrookedEngine {
    private static final Fingerprint OTHER = new Fingerprint(0, 0);
    private long tokens;

    WithoutSpentTokens(int shard) {
      super(shard);
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      Outcome outcome = super.decide(request, nowMillis);
      boolean isSpent =
          outcome instanceof Outcome.Replayed
              && request.command() instanceof PlaceOrder place
              && place.submitToken() != null
              && !isBound(request, nowMillis);
      return isSpent && request.command() instanceof PlaceOrder place
          ? super.decide(with(request, withNewToken(place)), nowMillis)
          : outcome;
    }

    /** Whether it is the key that makes a repeat of it. */
    private boolean isBound(Request request, long nowMillis) {
      RequestKey key = request.key();
      Request other =
          new Request(
              request.shop(),
              request.actor(),
              key == null ? null : new RequestKey(key.scope(), OTHER),
              request.precondition(),
              request.command());
      return super.decide(other, nowMillis) instanceof Outcome.Refused;
    }

    private PlaceOrder withNewToken(PlaceOrder place) {
      SubmitToken token = place.submitToken();
      return new PlaceOrder(
          place.buyer(),
          place.lines(),
          place.expectedTotal(),
          token == null
              ? null
              : new SubmitToken(
                  new Fingerprint(++tokens, tokens),
                  token.buyer(),
                  token.lines(),
                  token.total(),
                  token.currency(),
                  token.expiresAtMillis()),
          place.charges(),
          place.reference(),
          place.metadata(),
          place.paymentTimeout());
    }
  }

  /** Loses the units of orders that expire. */
  static final class WithoutRelease extends CrookedEngine {
    private final Map<OrderId, OrderPlaced> orders = new HashMap<>();
    private final Map<String, Long> lost = new HashMap<>();

    WithoutRelease(int shard) {
      super(shard);
    }

    private static String name(@Nullable ShopId shop, SkuId sku) {
      return shop + "/" + sku;
    }

    @Override
    public void apply(Recorded recorded, long atMillis) {
      super.apply(recorded, atMillis);
      if (recorded.fact() instanceof OrderPlaced placed) {
        orders.put(placed.order(), placed);
      }
      if (recorded.fact() instanceof OrderExpired expired) {
        OrderPlaced placed = orders.get(expired.order());
        for (PricedLine line : placed == null ? List.<PricedLine>of() : placed.lines()) {
          lost.merge(name(recorded.shop(), line.sku()), (long) line.quantity(), Long::sum);
        }
      }
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      Outcome outcome = super.decide(request, nowMillis);
      if (outcome instanceof Outcome.Accepted && request.command() instanceof PlaceOrder place) {
        for (WantedLine line : place.lines()) {
          long left =
              available(request.shop(), line.sku(), nowMillis)
                  - lost.getOrDefault(name(request.shop(), line.sku()), 0L);
          if (unitsOf(line.sku(), place) > left) {
            return new Outcome.Refused(new SoldOut(line.sku(), Math.max(0, left)));
          }
        }
      }
      return outcome;
    }
  }

  /** Goes on counting what a buyer has given up against the buyer's limit. */
  static final class WithoutReturnOfQuota extends CrookedEngine {
    private record Share(ShopId shop, BuyerId buyer, SkuId sku) {}

    private final Map<OrderId, OrderPlaced> orders = new HashMap<>();
    private final Map<Share, Long> lost = new HashMap<>();

    WithoutReturnOfQuota(int shard) {
      super(shard);
    }

    @Override
    public void apply(Recorded recorded, long atMillis) {
      super.apply(recorded, atMillis);
      if (recorded.fact() instanceof OrderPlaced placed) {
        orders.put(placed.order(), placed);
      }
      OrderPlaced closed =
          switch (recorded.fact()) {
            case OrderExpired expired -> orders.get(expired.order());
            case OrderCancelled cancelled -> orders.get(cancelled.order());
            default -> null;
          };
      ShopId shop = recorded.shop();
      if (closed != null && shop != null) {
        for (PricedLine line : closed.lines()) {
          if (line.counted()) {
            Share share = new Share(shop, closed.buyer(), line.sku());
            lost.merge(share, (long) line.quantity(), Long::sum);
          }
        }
      }
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      Outcome outcome = super.decide(request, nowMillis);
      if (outcome instanceof Outcome.Accepted && request.command() instanceof PlaceOrder place) {
        for (WantedLine line : place.lines()) {
          PerBuyerLimit limit = limit(request.shop(), line.sku(), nowMillis);
          long gone = lost.getOrDefault(new Share(request.shop(), place.buyer(), line.sku()), 0L);
          if (limit != null && gone + unitsOf(line.sku(), place) > limit.quantity()) {
            return new Outcome.Refused(new BuyerLimitReached(line.sku(), limit.quantity(), gone));
          }
        }
      }
      return outcome;
    }
  }

  /** Looks at its timers with another time than now. */
  static final class WithTimersOff extends CrookedEngine {
    private final long byMillis;

    WithTimersOff(int shard, long byMillis) {
      super(shard);
      this.byMillis = byMillis;
    }

    @Override
    public boolean turn(long nowMillis, int movesMax) {
      return super.turn(nowMillis + byMillis, movesMax);
    }

    /** The check that stands behind the timer is off, too. */
    @Override
    public void apply(Recorded recorded, long atMillis) {
      boolean isExpired = recorded.fact() instanceof OrderExpired;
      super.apply(recorded, isExpired ? atMillis + Math.max(0, byMillis) : atMillis);
    }
  }

  /** Does not take the timer off when an order is paid. */
  static final class WithoutCancelOfTimers extends CrookedEngine {
    private record Ghost(ShopId shop, OrderId order) {}

    private final Map<OrderId, Long> deadlines = new HashMap<>();
    private final TreeMap<Long, Ghost> ghosts = new TreeMap<>();
    private final Set<OrderId> paid = new HashSet<>();
    private long nowMillis;

    WithoutCancelOfTimers(int shard) {
      super(shard);
    }

    @Override
    public boolean turn(long now, int movesMax) {
      nowMillis = now;
      return super.turn(now, movesMax);
    }

    private @Nullable Ghost ghost() {
      Map.Entry<Long, Ghost> first = ghosts.firstEntry();
      return first == null || first.getKey() > nowMillis ? null : first.getValue();
    }

    @Override
    public @Nullable DueTimer due() {
      DueTimer due = super.due();
      Ghost ghost = ghost();
      return due != null || ghost == null
          ? due
          : new DueTimer(TimerKind.ORDER_UNPAID, ghost.order().value());
    }

    @Override
    public Recorded fire(DueTimer due, long now) {
      Ghost ghost = ghost();
      return ghost != null && super.due() == null
          ? new Recorded(
              Level.CURRENT,
              ghost.shop(),
              shopSequence(ghost.shop()) + 1,
              Actor.NODE,
              null,
              new OrderExpired(ghost.order(), OrderStatus.EXPIRED, 3))
          : super.fire(due, now);
    }

    @Override
    public void apply(Recorded recorded, long atMillis) {
      ShopId shop = recorded.shop();
      if (recorded.fact() instanceof OrderExpired expired && paid.contains(expired.order())) {
        ghosts.values().removeIf(ghost -> ghost.order().equals(expired.order()));
        applyWithoutEffect(recorded, atMillis);
        return;
      }
      super.apply(recorded, atMillis);
      if (recorded.fact() instanceof OrderPlaced placed) {
        deadlines.put(placed.order(), placed.paymentDeadlineMillis());
      }
      if (recorded.fact() instanceof OrderMarkedPaid pay && shop != null) {
        Long deadline = deadlines.get(pay.order());
        paid.add(pay.order());
        if (deadline != null) {
          ghosts.put(deadline, new Ghost(shop, pay.order()));
        }
      }
    }
  }

  /** Believes a worker whose lease has run out. */
  static final class WithoutLeaseEpochs extends CrookedEngine {
    WithoutLeaseEpochs(int shard) {
      super(shard);
    }

    @Override
    public Outcome decide(Request request, long nowMillis) {
      Outcome outcome = super.decide(request, nowMillis);
      boolean isAck = request.command() instanceof AckTask;
      return isAck
              && outcome instanceof Outcome.Refused no
              && no.refusal() instanceof LeaseLost lost
          ? new Outcome.Accepted(
              List.of(
                  new Recorded(
                      Level.CURRENT,
                      request.shop(),
                      shopSequence(request.shop()) + 1,
                      request.actor(),
                      null,
                      new TaskDone(lost.lease()))),
              new LeaseView(lost.lease(), LeaseView.Ending.DONE, 0))
          : outcome;
    }

    @Override
    public void apply(Recorded recorded, long atMillis) {
      ShopId shop = recorded.shop();
      boolean isLost =
          shop != null
              && recorded.fact() instanceof TaskDone done
              && super.decide(Request.of(shop, Actor.OPERATOR, new AckTask(done.lease())), atMillis)
                  instanceof Outcome.Refused;
      if (isLost) {
        applyWithoutEffect(recorded, atMillis);
      } else {
        super.apply(recorded, atMillis);
      }
    }
  }

  /** Lets a fact mean something else in every second process that reads it. */
  static final class WithMoodyApply extends CrookedEngine {
    private final boolean isMoody;

    WithMoodyApply(int shard, boolean isMoody) {
      super(shard);
      this.isMoody = isMoody;
    }

    @Override
    public void apply(Recorded recorded, long atMillis) {
      if (isMoody && recorded.fact() instanceof SkuDefined defined && defined.version() > 1) {
        SkuDescription said = defined.description();
        SkuDescription moody =
            new SkuDescription(
                said.name(),
                said.price() + 1,
                said.description(),
                said.imageUrl(),
                said.perBuyerLimit(),
                said.onSale());
        super.apply(
            with(recorded, recorded.key(), new SkuDefined(defined.sku(), moody, defined.version())),
            atMillis);
      } else {
        super.apply(recorded, atMillis);
      }
    }
  }
}
