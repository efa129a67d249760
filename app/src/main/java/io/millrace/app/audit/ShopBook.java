package io.millrace.app.audit;

import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.PricedLine;
import io.millrace.model.ShopSettings;
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
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything the audit keeps of one shop. */
final class ShopBook {

  private final Findings findings;
  private final Goods goods;
  private final StockBook stock;
  private final OrderBook orders;
  private final KeyBook tokens;
  private final TaskBook tasks;
  private final WebhookBook webhooks;
  private final Set<String> merchantKeys = new HashSet<>();
  private final Set<String> buyerSecrets = new HashSet<>();
  private @Nullable ShopSettings settings;
  private int version;

  ShopBook(Findings findings) {
    this.findings = findings;
    this.goods = new Goods(findings);
    this.stock = new StockBook(findings);
    this.orders = new OrderBook(findings, stock, new BuyerBook(findings, goods));
    this.tokens = new KeyBook(findings, "submit token");
    this.tasks = new TaskBook(findings);
    this.webhooks = new WebhookBook(findings);
  }

  void take(Place place, Actor actor, ShopFact fact) {
    boolean isFirst = settings == null;
    findings.require(
        Promise.NOTHING_LOST,
        !isFirst || fact instanceof ShopDefined,
        place,
        () -> "a %s of a shop that was never made".formatted(fact.getClass().getSimpleName()));
    switch (fact) {
      case ShopDefined defined -> defined(place, defined);
      case MerchantKeyIssued issued ->
          rule(merchantKeys.add(issued.id()), place, () -> "a merchant key is issued again");
      case MerchantKeyRevoked revoked ->
          rule(
              merchantKeys.remove(revoked.id()),
              place,
              () -> "a merchant key is revoked that there is not");
      case BuyerSecretIssued issued -> secretIssued(place, issued);
      case SkuDefined defined -> goods.defined(place, defined);
      case SkuBatchAnswered answered -> goods.answered(place, answered);
      case StockMoved moved -> {
        rule(goods.has(moved.sku()), place, () -> "stock of a SKU that there is not");
        stock.moved(place, moved);
      }
      case OrderPlaced placed -> placed(place, placed);
      case OrderChange change -> orders.changed(place, actor, change);
      case OrdersArchived archived -> orders.archived(place, archived);
      case TaskFact task -> tasks.take(place, task);
      case WebhookFact webhook -> webhooks.take(place, webhook);
    }
  }

  private void defined(Place place, ShopDefined defined) {
    int before = version;
    rule(
        defined.version() == before + 1,
        place,
        () -> "the shop has version %d after %d".formatted(defined.version(), before));
    ShopSettings known = settings;
    if (known != null && !orders.isEmpty()) {
      rule(
          known.currency().equals(defined.settings().currency()),
          place,
          () -> "the currency of a shop with orders changes");
    }
    version = defined.version();
    settings = defined.settings();
  }

  private void secretIssued(Place place, BuyerSecretIssued issued) {
    String retired = issued.retired();
    rule(
        retired == null || buyerSecrets.remove(retired),
        place,
        () -> "a buyer secret is retired that there is not");
    rule(buyerSecrets.add(issued.kid()), place, () -> "a buyer secret is issued again");
    rule(
        buyerSecrets.size() <= Limits.BUYER_SECRETS_MAX,
        place,
        () -> "%d buyer secrets are valid at a time".formatted(buyerSecrets.size()));
  }

  private void placed(Place place, OrderPlaced placed) {
    ShopSettings known = settings;
    rule(
        known == null || known.currency().equals(placed.currency()),
        place,
        () -> "order %s has another currency than its shop".formatted(placed.order()));
    for (PricedLine line : placed.lines()) {
      goods.priced(place, line);
    }
    if (placed.submitToken() != null) {
      tokens.use(place, placed.submitToken());
    }
    orders.placed(place, placed);
  }

  private void rule(boolean holds, Place place, Supplier<String> sentence) {
    findings.require(Promise.RULES, holds, place, sentence);
  }
}
