package io.millrace.engine;

import io.millrace.engine.goods.Goods;
import io.millrace.engine.goods.GoodsRules;
import io.millrace.engine.goods.Sku;
import io.millrace.engine.key.RememberedKey;
import io.millrace.engine.order.Changing;
import io.millrace.engine.order.Orders;
import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.shop.Shop;
import io.millrace.model.OrderId;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.ArchivedOrder;
import io.millrace.model.answer.BuyerSecretView;
import io.millrace.model.answer.MerchantKeyGone;
import io.millrace.model.answer.MerchantKeyView;
import io.millrace.model.answer.MovementView;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.ShippedView;
import io.millrace.model.answer.ShopView;
import io.millrace.model.answer.SkuBatchView;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.TimePassed;
import io.millrace.model.fact.WebhookFact;

/**
 * Builds a first answer again from the fact that it rested on. Of an order that has left memory it
 * says which it is: whoever asked finds the fact in the read model. What an answer holds beside its
 * fact must never change: when a shop or SKU was made, and the currency that orders have fixed.
 */
final class Replays {
  private final Goods goods;
  private final Orders orders;

  Replays(Goods goods, Orders orders) {
    this.goods = goods;
    this.orders = orders;
  }

  Answer answer(Shop shop, RememberedKey key) {
    return switch (key.bound()) {
      case RememberedKey.ToOrder(OrderId order) -> {
        OrderPlaced placed = orders.placed(shop, order);
        yield placed == null
            ? new ArchivedOrder(order, shop.keptUpTo())
            : new OrderPlacedView(placed, key.atMillis());
      }
      case RememberedKey.ToFact(Fact fact) -> answer(shop, fact, key.atMillis());
    };
  }

  private Answer answer(Shop shop, Fact fact, long at) {
    return switch (fact) {
      case OrderPlaced placed -> new OrderPlacedView(placed, at);
      case OrderShipped shipped -> new ShippedView(shipped, at);
      case OrderChange change -> Changing.receipt(change, at);
      case StockMoved moved -> new MovementView(moved, at);
      case SkuBatchAnswered batch -> new SkuBatchView(batch);
      case SkuDefined defined -> {
        Sku sku = goods.require(shop, defined.sku());
        yield GoodsRules.view(shop, defined, sku.createdAtMillis(), at);
      }
      case ShopDefined defined ->
          new ShopView(
              shop.id(), defined.settings(), defined.version(), shop.createdAtMillis(), at);
      case MerchantKeyIssued issued -> new MerchantKeyView(issued.id(), at);
      case MerchantKeyRevoked revoked -> new MerchantKeyGone(revoked.id());
      case BuyerSecretIssued issued -> new BuyerSecretView(issued.kid(), at);
      case OrdersArchived _ -> throw new BrokenInvariant("archiving has no key");
      case TaskFact _ -> throw new BrokenInvariant("no request about tasks has a key");
      case WebhookFact _ -> throw new BrokenInvariant("no request about webhooks has a key");
      case Opened _, LevelRaised _, TimePassed _ ->
          throw new BrokenInvariant("a fact of the shard has no request");
    };
  }
}
