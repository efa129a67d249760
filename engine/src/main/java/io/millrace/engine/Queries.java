package io.millrace.engine;

import io.millrace.engine.archive.Archiving;
import io.millrace.engine.goods.GoodsRules;
import io.millrace.engine.order.OrderQueries;
import io.millrace.engine.order.OrderShape;
import io.millrace.engine.order.Placing;
import io.millrace.engine.shape.Pages;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.shop.ShopRules;
import io.millrace.engine.shop.Shops;
import io.millrace.engine.task.TaskQueries;
import io.millrace.engine.task.TaskShape;
import io.millrace.engine.webhook.WebhookRules;
import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.answer.TimeView;
import io.millrace.model.command.FindFinalOrders;
import io.millrace.model.command.FindOrder;
import io.millrace.model.command.FindShipment;
import io.millrace.model.command.ListBuyerSecrets;
import io.millrace.model.command.ListDead;
import io.millrace.model.command.ListMerchantKeys;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.ListQueues;
import io.millrace.model.command.ListShops;
import io.millrace.model.command.ListSkus;
import io.millrace.model.command.ListStuckOrders;
import io.millrace.model.command.ListWebhookEndpoints;
import io.millrace.model.command.PriceLines;
import io.millrace.model.command.Query;
import io.millrace.model.command.ReadLevel;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ReadShop;
import io.millrace.model.command.ReadSku;
import io.millrace.model.command.ReadStock;
import io.millrace.model.command.ReadTask;
import io.millrace.model.command.ReadTime;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.ShopUnknown;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions. The time, the level, the list of shops and final orders belong to no shop; all
 * else needs its own.
 */
record Queries(
    Shard shard,
    Shops shops,
    ShopRules shopRules,
    GoodsRules goods,
    Placing placing,
    OrderQueries orders,
    TaskQueries tasks,
    Archiving archiving,
    WebhookRules webhooks) {

  Outcome answer(Request request, Query query, long nowMillis) {
    Refusal shape = checkShape(request, query);
    if (shape != null) {
      return new Outcome.Refused(shape);
    }
    if (query instanceof ReadTime) {
      return new Outcome.Answered(new TimeView(nowMillis));
    }
    if (query instanceof ReadLevel) {
      return new Outcome.Answered(shard.levelView());
    }
    if (query instanceof ListShops list) {
      return new Outcome.Answered(shopRules.list(list));
    }
    if (query instanceof FindFinalOrders find) {
      return archiving.find(find, nowMillis);
    }
    Shop shop = shops.find(request.shop());
    return shop == null
        ? new Outcome.Refused(new ShopUnknown(request.shop()))
        : answer(request, shop, query, nowMillis);
  }

  private Outcome answer(Request request, Shop shop, Query query, long nowMillis) {
    return switch (query) {
      case ReadTime _ -> new Outcome.Answered(new TimeView(nowMillis));
      case ReadLevel _ -> new Outcome.Answered(shard.levelView());
      case ListShops list -> new Outcome.Answered(shopRules.list(list));
      case ReadShop _ -> new Outcome.Answered(shop.view());
      case ListMerchantKeys list -> new Outcome.Answered(shopRules.listKeys(shop, list));
      case ListBuyerSecrets _ -> new Outcome.Answered(shopRules.listSecrets(shop));
      case ReadSku read -> goods.read(shop, read.sku());
      case ListSkus list -> new Outcome.Answered(goods.list(shop, list));
      case ReadStock read -> goods.readStock(shop, read.sku());
      case PriceLines price -> placing.price(shop, price, nowMillis);
      case ReadOrder read -> orders.read(request.actor(), shop, read);
      case FindOrder find -> orders.find(request.actor(), shop, find);
      case FindShipment find -> orders.find(shop, find);
      case ListOrdersOfBuyer list -> orders.list(shop, list);
      case ListStuckOrders list -> orders.list(shop, list);
      case FindFinalOrders find -> archiving.find(find, nowMillis);
      case ReadQueue read -> tasks.read(shop, read, nowMillis);
      case ListQueues list -> new Outcome.Answered(tasks.list(shop, list, nowMillis));
      case ReadTask read -> tasks.read(shop, read);
      case ListDead list -> tasks.list(shop, list);
      case ListWebhookEndpoints _ -> new Outcome.Answered(webhooks.list(shop));
    };
  }

  private static @Nullable Refusal checkShape(Request request, Query query) {
    return switch (query) {
      case ListShops list -> Pages.check(list.limit());
      case ListMerchantKeys list -> Pages.check(list.limit());
      case ListSkus list -> Pages.check(list.limit());
      case PriceLines price -> OrderShape.check(price, request.actor());
      case ListOrdersOfBuyer list -> OrderShape.check(list, request.actor());
      case ListStuckOrders list -> OrderShape.check(list, request.actor());
      case FindFinalOrders find -> Archiving.check(find, request.actor());
      case ReadTime _, ReadLevel _, ReadShop _, ListBuyerSecrets _, ReadSku _, ReadStock _ -> null;
      case ReadOrder _, FindOrder _ -> null;
      case FindShipment _ ->
          request.actor().role() == Actor.Role.BUYER
              ? new NotPermitted("actor", "is not for buyers")
              : null;
      case ListQueues list -> TaskShape.check(list);
      case ListDead list -> TaskShape.check(list);
      case ReadQueue _, ReadTask _, ListWebhookEndpoints _ -> null;
    };
  }
}
