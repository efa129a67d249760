package io.millrace.engine.goods;

import io.millrace.engine.id.Ids;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.shop.ShopRules;
import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.SkuId;
import io.millrace.model.answer.MovementView;
import io.millrace.model.answer.SkuPage;
import io.millrace.model.answer.SkuView;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.ListSkus;
import io.millrace.model.command.MoveStock;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.SkuUnknown;
import io.millrace.model.refusal.StockCommitted;
import java.util.ArrayList;
import java.util.List;

/** Decides what is asked of SKUs and their stock; changes nothing. */
public final class GoodsRules {
  private final Goods goods;
  private final Ids ids;

  public GoodsRules(Goods goods, Ids ids) {
    this.goods = goods;
    this.ids = ids;
  }

  public Outcome define(Request request, Shop shop, DefineSku define, long nowMillis) {
    Sku sku = goods.find(shop, define.sku());
    int current = sku == null ? 0 : sku.version();
    boolean unchanged = sku != null && sku.description().equals(define.description());
    Refusal version = ShopRules.checkVersion(request.precondition(), current, unchanged);
    if (version != null) {
      return new Outcome.Refused(version);
    }
    if (sku != null && unchanged) {
      return new Outcome.Answered(sku.view());
    }
    SkuDefined defined = new SkuDefined(define.sku(), define.description(), current + 1);
    long created = sku == null ? nowMillis : sku.createdAtMillis();
    return shop.accept(request, defined, view(shop, defined, created, nowMillis));
  }

  /** The answer to a definition, from its fact; the time of making never changes. */
  public static SkuView view(
      Shop shop, SkuDefined defined, long createdAtMillis, long updatedAtMillis) {
    return new SkuView(
        defined.sku(),
        defined.description(),
        shop.settings().currency(),
        defined.version(),
        createdAtMillis,
        updatedAtMillis);
  }

  public Outcome defineAll(Request request, Shop shop, DefineSkus batch) {
    return new Batching(goods, request, shop, batch).outcome();
  }

  public Outcome move(Request request, Shop shop, MoveStock move, long nowMillis) {
    Sku sku = goods.find(shop, move.sku());
    if (sku == null) {
      return new Outcome.Refused(new SkuUnknown(move.sku(), false));
    }
    Stock stock = sku.stock();
    if (stock.available() + move.quantity() < 0) {
      return new Outcome.Refused(new StockCommitted(sku.id(), stock.available()));
    }
    if (stock.onHand() + move.quantity() > Limits.STOCK_UNITS_MAX) {
      return new Outcome.Refused(
          new Invalid("quantity", "on hand is at most " + Limits.STOCK_UNITS_MAX));
    }
    StockMoved moved =
        new StockMoved(
            ids.next(nowMillis),
            sku.id(),
            move.quantity(),
            move.cause(),
            move.reference(),
            stock.version() + 1);
    return shop.accept(request, moved, new MovementView(moved, nowMillis));
  }

  public Outcome read(Shop shop, SkuId id) {
    Sku sku = goods.find(shop, id);
    return sku == null
        ? new Outcome.Refused(new SkuUnknown(id, false))
        : new Outcome.Answered(sku.view());
  }

  public Outcome readStock(Shop shop, SkuId id) {
    Sku sku = goods.find(shop, id);
    return sku == null
        ? new Outcome.Refused(new SkuUnknown(id, false))
        : new Outcome.Answered(sku.stockView());
  }

  public SkuPage list(Shop shop, ListSkus list) {
    List<SkuView> views = new ArrayList<>();
    for (Sku sku : goods.after(shop, list.after())) {
      if (views.size() == list.limit()) {
        return new SkuPage(views, true);
      }
      views.add(sku.view());
    }
    return new SkuPage(views, false);
  }
}
