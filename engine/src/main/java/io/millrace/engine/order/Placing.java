package io.millrace.engine.order;

import io.millrace.engine.goods.Goods;
import io.millrace.engine.goods.Sku;
import io.millrace.engine.id.Ids;
import io.millrace.engine.purchase.Purchases;
import io.millrace.engine.shop.Shop;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.Outcome;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.PricedLine;
import io.millrace.model.Request;
import io.millrace.model.SubmitToken;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.ArchivedOrder;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.PricedLineView;
import io.millrace.model.answer.PricedLinesView;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PriceLines;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.refusal.BuyerLimitReached;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.KeysFull;
import io.millrace.model.refusal.PriceChanged;
import io.millrace.model.refusal.ReferenceTaken;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.SkuUnknown;
import io.millrace.model.refusal.SkuWithdrawn;
import io.millrace.model.refusal.SoldOut;
import io.millrace.model.refusal.TokenExpired;
import io.millrace.model.refusal.TokenUsed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether an order may be placed; changes nothing. The hot path: loops, few objects. */
public final class Placing {
  private final Orders orders;
  private final Goods goods;
  private final Purchases purchases;
  private final Ids ids;

  public Placing(Orders orders, Goods goods, Purchases purchases, Ids ids) {
    this.orders = orders;
    this.goods = goods;
    this.purchases = purchases;
    this.ids = ids;
  }

  public Outcome place(Request request, Shop shop, PlaceOrder place, long nowMillis) {
    SubmitToken token = place.submitToken();
    if (token != null) {
      Outcome spent = checkSpent(shop, place, token);
      if (spent != null) {
        return spent;
      }
    }
    Refusal duplicate = checkReference(shop, place.reference());
    if (duplicate != null) {
      return new Outcome.Refused(duplicate);
    }
    List<WantedLine> lines = place.lines();
    Sku[] skus = new Sku[lines.size()];
    Refusal refusal = findSkus(shop, lines, skus);
    if (refusal == null) {
      refusal = checkState(place, lines, skus, nowMillis);
    }
    if (refusal != null) {
      return new Outcome.Refused(refusal);
    }
    long goodsTotal = Totals.ofLines(lines, skus);
    if (goodsTotal < 0) {
      return new Outcome.Refused(new Invalid("lines", "cost more than an order may"));
    }
    long total = Totals.withCharges(goodsTotal, place.charges());
    if (total < 0) {
      return new Outcome.Refused(
          new Invalid("charges", "leave a total below 0 or above " + Limits.AMOUNT_MAX));
    }
    // Needs the total, so it comes after the arithmetic although it is about the state.
    Refusal price = checkPrice(shop, place, skus, goodsTotal, total);
    if (price != null) {
      return new Outcome.Refused(price);
    }
    if (token != null && !orders.tokens().hasRoom(nowMillis)) {
      return new Outcome.Refused(new KeysFull());
    }
    return accept(request, shop, place, price(lines, skus), total, nowMillis);
  }

  private Outcome accept(
      Request request,
      Shop shop,
      PlaceOrder place,
      List<PricedLine> lines,
      long total,
      long nowMillis) {
    SubmitToken token = place.submitToken();
    Duration own = place.paymentTimeout();
    Duration timeout = own == null ? shop.settings().paymentTimeout() : own;
    OrderPlaced placed =
        new OrderPlaced(
            new OrderId(ids.next(nowMillis)),
            place.buyer(),
            lines,
            place.charges(),
            shop.settings().currency(),
            total,
            nowMillis + timeout.toMillis(),
            place.reference(),
            place.metadata(),
            token == null ? null : token.id());
    return shop.accept(request, placed, new OrderPlacedView(placed, nowMillis));
  }

  /** A token that was spent gives its order again, or says that it was spent on something else. */
  private @Nullable Outcome checkSpent(Shop shop, PlaceOrder place, SubmitToken token) {
    long spentOn = orders.tokens().find(token.id());
    if (spentOn != 0) {
      OrderId id = new OrderId(spentOn);
      Order order = orders.slabs().find(id);
      return order == null ? spentOnArchived(shop, place, token, id) : spentOn(shop, place, order);
    }
    return isForItsToken(place)
        ? null
        : new Outcome.Refused(new Invalid("submitToken", "is for other lines"));
  }

  private static Outcome spentOn(Shop shop, PlaceOrder place, Order order) {
    boolean same =
        order.shop() == shop
            && order.buyerId().equals(place.buyer())
            && Totals.sameUnits(place.lines(), order);
    return same
        ? new Outcome.Replayed(new OrderPlacedView(order.placed(), order.createdAtMillis()))
        : new Outcome.Refused(new TokenUsed(order.id()));
  }

  /** What the order was placed for, the token says: it was accepted with no other lines. */
  private static Outcome spentOnArchived(
      Shop shop, PlaceOrder place, SubmitToken token, OrderId order) {
    boolean same =
        shop.mayHaveArchived(order)
            && token.buyer().equals(place.buyer())
            && Totals.sameUnits(place.lines(), token);
    return same
        ? new Outcome.Replayed(new ArchivedOrder(order, shop.keptUpTo()))
        : new Outcome.Refused(new TokenUsed(order));
  }

  /** Whether what is wanted is what its token, if it has one, was signed for. */
  public static boolean isForItsToken(PlaceOrder place) {
    SubmitToken token = place.submitToken();
    return token == null || Totals.sameUnits(place.lines(), token);
  }

  private @Nullable Refusal checkReference(Shop shop, @Nullable String reference) {
    Order taken = reference == null ? null : orders.slabs().find(shop, reference);
    return reference == null || taken == null ? null : new ReferenceTaken(reference, taken.id());
  }

  private @Nullable Refusal findSkus(Shop shop, List<WantedLine> lines, Sku[] skus) {
    for (int i = 0; i < skus.length; i++) {
      Sku sku = goods.find(shop, lines.get(i).sku());
      if (sku == null) {
        return new SkuUnknown(lines.get(i).sku(), true);
      }
      skus[i] = sku;
    }
    return null;
  }

  private @Nullable Refusal checkState(
      PlaceOrder place, List<WantedLine> lines, Sku[] skus, long nowMillis) {
    for (Sku sku : skus) {
      if (!sku.description().onSale()) {
        return new SkuWithdrawn(sku.id());
      }
    }
    for (int i = 0; i < skus.length; i++) {
      long available = skus[i].stock().available();
      if (Totals.unitsOf(skus, i, lines) > available) {
        return new SoldOut(skus[i].id(), available);
      }
    }
    for (int i = 0; i < skus.length; i++) {
      PerBuyerLimit limit = skus[i].limit();
      if (limit != null) {
        long counted = purchases.counted(skus[i], place.buyer(), limit, nowMillis);
        if (counted + Totals.unitsOf(skus, i, lines) > limit.quantity()) {
          return new BuyerLimitReached(skus[i].id(), limit.quantity(), counted);
        }
      }
    }
    SubmitToken token = place.submitToken();
    return token != null && token.expiresAtMillis() <= nowMillis
        ? new TokenExpired(token.expiresAtMillis())
        : null;
  }

  /** The token guards what the goods cost: charges are named after the page was shown. */
  private static @Nullable Refusal checkPrice(
      Shop shop, PlaceOrder place, Sku[] skus, long goodsTotal, long total) {
    Money expected = place.expectedTotal();
    SubmitToken token = place.submitToken();
    Money actual = new Money(total, shop.settings().currency());
    if (expected != null && !expected.currency().equals(actual.currency())) {
      return new Invalid("expectedTotal.currency", "the shop's is " + actual.currency());
    }
    boolean changed =
        (expected != null && expected.amount() != total)
            || (token != null
                && (token.total() != goodsTotal
                    || !token.currency().equals(actual.currency())
                    || !samePrices(token, place.lines(), skus)));
    return changed ? new PriceChanged(actual) : null;
  }

  /** Two prices may have changed places and leave the total as it was. */
  private static boolean samePrices(SubmitToken token, List<WantedLine> lines, Sku[] skus) {
    for (SubmitToken.Line shown : token.lines()) {
      for (int i = 0; i < skus.length; i++) {
        if (lines.get(i).sku().equals(shown.sku())
            && skus[i].description().price() != shown.unitPrice()) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<PricedLine> price(List<WantedLine> lines, Sku[] skus) {
    if (skus.length == 1) {
      return List.of(price(lines.get(0), skus[0]));
    }
    PricedLine[] priced = new PricedLine[skus.length];
    for (int i = 0; i < skus.length; i++) {
      priced[i] = price(lines.get(i), skus[i]);
    }
    return List.of(priced);
  }

  private static PricedLine price(WantedLine line, Sku sku) {
    return new PricedLine(
        sku.id(),
        sku.description().name(),
        line.quantity(),
        sku.description().price(),
        sku.limit() != null);
  }

  /** The confirmation page: prices and a hint of stock, no promise. */
  public Outcome price(Shop shop, PriceLines wanted, long nowMillis) {
    List<WantedLine> lines = wanted.lines();
    Sku[] skus = new Sku[lines.size()];
    Refusal unknown = findSkus(shop, lines, skus);
    if (unknown != null) {
      return new Outcome.Refused(unknown);
    }
    List<PricedLineView> views = new ArrayList<>(skus.length);
    for (int i = 0; i < skus.length; i++) {
      if (!skus[i].description().onSale()) {
        return new Outcome.Refused(new SkuWithdrawn(skus[i].id()));
      }
      views.add(new PricedLineView(price(lines.get(i), skus[i]), skus[i].stock().available()));
    }
    long total = Totals.ofLines(lines, skus);
    if (total < 0) {
      return new Outcome.Refused(new Invalid("lines", "cost more than an order may"));
    }
    return new Outcome.Answered(
        new PricedLinesView(wanted.buyer(), views, shop.settings().currency(), total, nowMillis));
  }
}
