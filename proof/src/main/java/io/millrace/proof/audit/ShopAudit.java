package io.millrace.proof.audit;

import io.millrace.model.Actor;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.answer.Answer;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.SoldOut;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Follows one shop. Facts come from the log, answers from the node, and each answer says how many
 * facts it rests on: so the facts are taken in up to there, and then the answer must be the one
 * that follows from them.
 */
final class ShopAudit {
  private final ShopState shop;
  private final Rules rules;
  private final TimerRules timerRules;
  private final OrderBook orders;
  private final Asked asked;
  private final Deque<LoggedFact> waiting = new ArrayDeque<>();
  private long logged;
  private long position;

  ShopAudit(ShopId id, Timers timers, Asked asked) {
    this.shop = new ShopState(id, timers);
    this.rules = new Rules(shop);
    this.timerRules = new TimerRules(shop, rules);
    this.orders = new OrderBook(shop);
    this.asked = asked;
  }

  ShopState state() {
    return shop;
  }

  /** The log holds one more fact of this shop. */
  void log(LoggedFact fact) {
    logged++;
    if (fact.recorded().shopSequence() != logged) {
      throw new BrokenPromise(
          Promise.NOTHING_LOST,
          "fact %d of shop %s says that it is number %d"
              .formatted(logged, shop.id, fact.recorded().shopSequence()));
    }
    waiting.add(fact);
  }

  /** A client was answered. */
  void hear(Heard heard) {
    if (heard.position() > logged) {
      throw new BrokenPromise(
          Promise.NOTHING_LOST,
          "an answer left that rests on fact %d of shop %s, and the log ends at %d"
              .formatted(heard.position(), shop.id, logged));
    }
    if (heard.told().way() == Told.Way.CHANGED) {
      follow(heard.position() - 1);
      heardOfChange(heard);
    } else {
      follow(heard.position());
      requirePosition(heard, heard.position());
      Expected expected = rules.expect(heard.request(), heard.atMillis(), null, heard.told());
      if (!fits(heard.told(), expected)) {
        throw objection(heard, expected);
      }
    }
  }

  private void heardOfChange(Heard heard) {
    requirePosition(heard, heard.position() - 1);
    LoggedFact fact = waiting.poll();
    if (fact == null) {
      throw new IllegalStateException("a fact that was counted is not there");
    }
    RequestKey key = heard.request().key();
    boolean isOfRequest =
        fact.recorded().actor().equals(heard.request().actor())
            && (key == null ? fact.recorded().key() == null : key.equals(fact.recorded().key()));
    if (!isOfRequest || fact.atMillis() != heard.atMillis()) {
      throw new BrokenPromise(
          Promise.NOTHING_LOST,
          "%s was accepted as fact %d of its shop at %d, but there the log has %s"
              .formatted(heard.request().command(), heard.position(), heard.atMillis(), fact));
    }
    Expected expected = apply(fact, heard.request(), heard.told());
    if (!(expected instanceof Expected.Change change) || !heard.told().says(change.answer())) {
      throw objection(heard, expected);
    }
  }

  private void requirePosition(Heard heard, long right) {
    if (position != right) {
      throw new BrokenPromise(
          Promise.AS_THE_RULES_SAY,
          "%s was answered by what was known after fact %d of its shop, when %d had been told of"
              .formatted(heard.request().command(), heard.position(), position));
    }
  }

  /** Takes in facts up to that one, whoever caused them. */
  private void follow(long upTo) {
    while (position < upTo) {
      LoggedFact fact = waiting.poll();
      if (fact == null) {
        throw new IllegalStateException("a fact that was counted is not there");
      }
      apply(fact, asked.whoCaused(fact.recorded()), null);
    }
  }

  /** Nobody will be told more of these facts. */
  void settle() {
    follow(logged);
  }

  private @Nullable Expected apply(
      LoggedFact logged, @Nullable Request request, @Nullable Told told) {
    Recorded recorded = logged.recorded();
    if (!(recorded.fact() instanceof ShopFact fact)) {
      throw new IllegalStateException("a fact of the shard in the book of a shop");
    }
    position++;
    Expected expected = null;
    if (recorded.actor().role() == Actor.Role.NODE) {
      timerRules.require(fact, logged);
    } else if (request != null) {
      expected = rules.expect(request, logged.atMillis(), fact, told);
      if (!(expected instanceof Expected.Change change) || !change.fact().equals(fact)) {
        throw objection(request, logged, expected);
      }
      rules.learn(request, fact);
      if (recorded.key() != null) {
        shop.keys.bind(recorded.key(), change.answer(), logged.atMillis());
      }
    } else if (recorded.key() != null) {
      throw new BrokenPromise(Promise.AS_THE_RULES_SAY, logged + ", which nobody asked for");
    }
    take(fact, logged.atMillis());
    return expected;
  }

  private void take(ShopFact fact, long atMillis) {
    shop.batches.follow(fact);
    switch (fact) {
      case ShopDefined defined -> shop.define(defined, atMillis);
      case SkuDefined defined -> {
        Sku known = shop.skus.get(defined.sku());
        if (known == null) {
          shop.skus.put(defined.sku(), new Sku(defined, atMillis));
        } else {
          known.redefine(defined, atMillis);
        }
      }
      case StockMoved moved -> {
        Sku sku = shop.skus.get(moved.sku());
        if (sku == null) {
          throw new BrokenPromise(Promise.AS_THE_RULES_SAY, fact + " of a SKU that is not there");
        }
        sku.stock.moveIn(moved.quantity());
      }
      case OrderPlaced placed -> orders.place(placed, atMillis);
      case OrderChange change -> orders.change(change, atMillis);
      case TaskFact task -> shop.tasks.apply(task, atMillis);
      case OrdersArchived archived -> orders.archive(archived, atMillis);
      case MerchantKeyIssued issued -> shop.access.apply(issued, atMillis);
      case MerchantKeyRevoked revoked -> shop.access.apply(revoked);
      case BuyerSecretIssued issued -> shop.access.apply(issued, atMillis);
      case SkuBatchAnswered _ -> {
        // it tells of the definitions before it
      }
      case WebhookFact _ ->
          throw new BrokenPromise(Promise.AS_THE_RULES_SAY, fact + ", which nobody asked for");
    }
  }

  private static boolean fits(Told told, Expected expected) {
    return switch (expected) {
      case Expected.Change _ -> false;
      case Expected.Unchanged(Answer right) -> told.way() == Told.Way.UNCHANGED && told.says(right);
      case Expected.Again(Answer right) -> told.way() == Told.Way.AGAIN && told.says(right);
      case Expected.No(Refusal right) -> told.way() == Told.Way.REFUSED && told.says(right);
    };
  }

  private BrokenPromise objection(Heard heard, @Nullable Expected expected) {
    return new BrokenPromise(
        promise(expected),
        "%s by %s was answered at %d, after fact %d of shop %s:%n    told    %s%n    right   %s"
            .formatted(
                heard.request().command(),
                heard.request().actor().role(),
                heard.atMillis(),
                heard.position(),
                shop.id,
                heard.told(),
                expected));
  }

  private BrokenPromise objection(Request request, LoggedFact fact, Expected expected) {
    return new BrokenPromise(
        promise(expected),
        "%s by %s led to another fact than it must:%n    logged  %s%n    right   %s"
            .formatted(request.command(), request.actor().role(), fact, expected));
  }

  private static Promise promise(@Nullable Expected expected) {
    if (expected instanceof Expected.No no && no.refusal() instanceof SoldOut) {
      return Promise.NEVER_OVERSELL;
    }
    return expected instanceof Expected.Again
        ? Promise.ONE_KEY_ONE_EFFECT
        : Promise.AS_THE_RULES_SAY;
  }
}
