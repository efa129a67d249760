package io.millrace.proof.audit;

import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.SkuId;
import io.millrace.model.answer.MovementView;
import io.millrace.model.answer.SkuView;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.MoveStock;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.refusal.CurrencyFixed;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.SkuUnknown;
import io.millrace.model.refusal.StockCommitted;
import io.millrace.model.refusal.VersionMismatch;
import io.millrace.model.refusal.VersionRequired;
import org.jspecify.annotations.Nullable;

/** What must become of requests about the shop itself, its SKUs and their stock. */
final class GoodsRules {
  private final ShopState shop;

  GoodsRules(ShopState shop) {
    this.shop = shop;
  }

  Expected define(Request request, DefineShop define, long nowMillis) {
    boolean isSame = shop.isDefined() && shop.settings().equals(define.settings());
    Refusal refusal = version(request.precondition(), shop.version(), isSame);
    if (refusal != null) {
      return new Expected.No(refusal);
    }
    if (isSame) {
      return new Expected.Unchanged(shop.view());
    }
    boolean isOtherMoney =
        shop.isDefined() && !shop.settings().currency().equals(define.settings().currency());
    if (isOtherMoney && !shop.orders.isEmpty()) {
      return new Expected.No(new CurrencyFixed(shop.settings().currency()));
    }
    int next = shop.version() + 1;
    return new Expected.Change(
        new ShopDefined(define.settings(), next), shop.view(define.settings(), next, nowMillis));
  }

  Expected define(Request request, DefineSku define, long nowMillis) {
    Sku sku = shop.skus.get(define.sku());
    boolean isSame = sku != null && sku.description().equals(define.description());
    int current = sku == null ? 0 : sku.version();
    Refusal refusal = version(request.precondition(), current, isSame);
    if (refusal != null) {
      return new Expected.No(refusal);
    }
    if (sku != null && isSame) {
      return new Expected.Unchanged(sku.view(shop.settings().currency()));
    }
    return new Expected.Change(
        new SkuDefined(define.sku(), define.description(), current + 1),
        new SkuView(
            define.sku(),
            define.description(),
            shop.settings().currency(),
            current + 1,
            sku == null ? nowMillis : sku.createdAtMillis(),
            nowMillis));
  }

  private static @Nullable Refusal version(Precondition precondition, int current, boolean isSame) {
    return switch (precondition) {
      case Precondition.None() -> current == 0 || isSame ? null : new VersionRequired(current);
      case Precondition.Any() -> current > 0 ? null : new VersionMismatch(0);
      case Precondition.Version(int version) ->
          version == current && current > 0 ? null : new VersionMismatch(current);
    };
  }

  Expected move(MoveStock move, long nowMillis, @Nullable ShopFact happened) {
    Sku sku = shop.skus.get(move.sku());
    if (sku == null) {
      return new Expected.No(new SkuUnknown(move.sku(), false));
    }
    if (sku.stock.available() + move.quantity() < 0) {
      return new Expected.No(new StockCommitted(move.sku(), sku.stock.available()));
    }
    StockMoved moved =
        new StockMoved(
            happened instanceof StockMoved logged ? logged.id() : 0,
            move.sku(),
            move.quantity(),
            move.cause(),
            move.reference(),
            sku.stock.version() + 1);
    return new Expected.Change(moved, new MovementView(moved, nowMillis));
  }

  Expected readStock(SkuId id) {
    Sku sku = shop.skus.get(id);
    return sku == null
        ? new Expected.No(new SkuUnknown(id, false))
        : new Expected.Unchanged(sku.stock.view());
  }

  Expected readSku(SkuId id) {
    Sku sku = shop.skus.get(id);
    return sku == null
        ? new Expected.No(new SkuUnknown(id, false))
        : new Expected.Unchanged(sku.view(shop.settings().currency()));
  }
}
