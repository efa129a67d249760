package io.millrace.checks.outside;

import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.MovementCause;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.command.Change;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.Query;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A shop that sells cups, behind the gate of a node in this process. Any thread. */
record Trader(Gate gate, ShopId shop, AtomicLong keys) {

  static final SkuId CUP = new SkuId("cup");
  static final Actor MERCHANT = Actor.merchant("k");

  /**
   * Asks through this gate.
   *
   * @param firstKey above every key of earlier traders of the shop
   */
  static Trader of(Gate gate, String shop, long firstKey) {
    return new Trader(gate, new ShopId(shop), new AtomicLong(firstKey));
  }

  void open(int stock) {
    accept(
        Actor.OPERATOR,
        Precondition.NONE,
        new DefineShop(
            new ShopSettings(
                "Cups",
                Currency.getInstance("CNY"),
                ZoneOffset.UTC,
                Duration.ofMinutes(30),
                List.of())));
    accept(new DefineSku(CUP, cup("Cup", 1_999, null, true)));
    accept(new MoveStock(CUP, stock, MovementCause.RECEIVED, null));
  }

  static SkuDescription cup(
      String name, long price, @Nullable PerBuyerLimit limit, boolean onSale) {
    return new SkuDescription(name, price, null, null, limit, onSale);
  }

  static PlaceOrder wish(String buyer, int quantity) {
    return new PlaceOrder(
        new BuyerId(buyer),
        List.of(new WantedLine(CUP, quantity)),
        null,
        null,
        List.of(),
        null,
        List.of());
  }

  CompletableFuture<Reply> submit(Change change) {
    return submit(MERCHANT, Precondition.NONE, change);
  }

  private CompletableFuture<Reply> submit(Actor actor, Precondition precondition, Change change) {
    long key = keys.incrementAndGet();
    long scope = shop.hashCode(); // as at the edge, where a key's scope begins with the shop
    RequestKey once = new RequestKey(new Fingerprint(key, scope), new Fingerprint(key, -scope));
    return gate.submit(new Request(shop, actor, once, precondition, change));
  }

  CompletableFuture<Reply> submit(Query query) {
    return gate.submit(Request.of(shop, MERCHANT, query));
  }

  Answer ask(Query query) {
    return answer(submit(query).join());
  }

  static Answer answer(Reply reply) {
    if (reply instanceof Reply.Decided decided
        && decided.outcome() instanceof Outcome.Answered answered) {
      return answered.answer();
    }
    throw new AssertionError("not answered: " + reply);
  }

  Reply.Decided accept(Change change) {
    return accept(MERCHANT, Precondition.NONE, change);
  }

  /** Describes the cup anew. */
  void redefine(SkuDescription cup) {
    accept(MERCHANT, Precondition.ANY, new DefineSku(CUP, cup));
  }

  private Reply.Decided accept(Actor actor, Precondition precondition, Change change) {
    Reply reply = submit(actor, precondition, change).join();
    if (reply instanceof Reply.Decided decided && decided.outcome() instanceof Outcome.Accepted) {
      return decided;
    }
    throw new AssertionError("not accepted: " + change + " " + reply);
  }

  static OrderPlacedView placed(Reply reply) {
    if (reply instanceof Reply.Decided decided
        && decided.outcome() instanceof Outcome.Accepted accepted
        && accepted.answer() instanceof OrderPlacedView view) {
      return view;
    }
    throw new AssertionError("not placed: " + reply);
  }
}
