package io.millrace.engine.goods;

import io.millrace.engine.id.Ids;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.shop.ShopRules;
import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.answer.MovementView;
import io.millrace.model.answer.SkuBatchView;
import io.millrace.model.answer.SkuPage;
import io.millrace.model.answer.SkuView;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.ListSkus;
import io.millrace.model.command.MoveStock;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.refusal.ConsequencesTooLarge;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.SkuUnknown;
import io.millrace.model.refusal.StockCommitted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what is asked of SKUs and their stock; changes nothing. */
public final class GoodsRules {
  /** What a fact weighs beside names and texts, generously: numbers, tags, lengths, a key. */
  private static final int FACT_BYTES = 96;

  /** The same for an item of a batch's answer. */
  private static final int ITEM_BYTES = 16;

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
    List<SkuBatchAnswered.Item> items = new ArrayList<>(batch.items().size());
    List<Recorded> facts = new ArrayList<>();
    int factBytes = FACT_BYTES + request.shop().value().length() + request.actor().id().length();
    int bytes = factBytes;
    for (DefineSku define : batch.items()) {
      Sku sku = goods.find(shop, define.sku());
      bytes += ITEM_BYTES + define.sku().value().length();
      if (sku != null && sku.description().equals(define.description())) {
        items.add(item(define, SkuBatchAnswered.Outcome.UNCHANGED, sku.version()));
        continue;
      }
      int version = sku == null ? 1 : sku.version() + 1;
      items.add(
          item(
              define,
              sku == null ? SkuBatchAnswered.Outcome.CREATED : SkuBatchAnswered.Outcome.UPDATED,
              version));
      SkuDefined defined = new SkuDefined(define.sku(), define.description(), version);
      facts.add(shop.record(request, facts.size() + 1, false, defined));
      bytes += factBytes + define.sku().value().length() + textBytes(define.description());
    }
    SkuBatchView answer = new SkuBatchView(items);
    if (facts.isEmpty()) {
      return new Outcome.Answered(answer);
    }
    if (bytes > Limits.COMMAND_BYTES_MAX || facts.size() >= Limits.COMMAND_FACTS_MAX) {
      return new Outcome.Refused(new ConsequencesTooLarge(Limits.COMMAND_BYTES_MAX));
    }
    facts.add(shop.record(request, facts.size() + 1, true, new SkuBatchAnswered(items)));
    return new Outcome.Accepted(facts, answer);
  }

  private static SkuBatchAnswered.Item item(
      DefineSku define, SkuBatchAnswered.Outcome outcome, int version) {
    return new SkuBatchAnswered.Item(define.sku(), outcome, version);
  }

  private static int textBytes(SkuDescription description) {
    return utf8Bytes(description.name())
        + utf8Bytes(description.description())
        + utf8Bytes(description.imageUrl());
  }

  /**
   * What the text takes on the wire, or a little more: half of a surrogate pair counts as three.
   */
  private static int utf8Bytes(@Nullable String text) {
    int bytes = 0;
    for (int i = 0; text != null && i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    return bytes;
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
