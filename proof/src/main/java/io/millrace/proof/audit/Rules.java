package io.millrace.proof.audit;

import io.millrace.model.CancelOutcome;
import io.millrace.model.Request;
import io.millrace.model.answer.TaskCancelView;
import io.millrace.model.answer.TimeView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.FindFinalOrders;
import io.millrace.model.command.FindOrder;
import io.millrace.model.command.FindShipment;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.ListBuyerSecrets;
import io.millrace.model.command.ListDead;
import io.millrace.model.command.ListMerchantKeys;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.ListQueues;
import io.millrace.model.command.ListShops;
import io.millrace.model.command.ListSkus;
import io.millrace.model.command.ListStuckOrders;
import io.millrace.model.command.ListWebhookEndpoints;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.PriceLines;
import io.millrace.model.command.RaiseLevel;
import io.millrace.model.command.ReadLevel;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ReadShop;
import io.millrace.model.command.ReadSku;
import io.millrace.model.command.ReadStock;
import io.millrace.model.command.ReadTask;
import io.millrace.model.command.ReadTime;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.command.WebhookChange;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.refusal.Code;
import io.millrace.model.refusal.KeyReused;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.ShopUnknown;
import org.jspecify.annotations.Nullable;

/** What must become of any request to a shop, told from its state. */
final class Rules {
  private final ShopState shop;
  private final GoodsRules goods;
  private final OrderRules orders;
  private final TaskRules tasks;

  Rules(ShopState shop) {
    this.shop = shop;
    this.goods = new GoodsRules(shop);
    this.orders = new OrderRules(shop);
    this.tasks = new TaskRules(shop.tasks);
  }

  /**
   * What must become of a request. Where the rules leave the node a choice (ids, jitter, what it
   * may forget after a day), the choice is taken from what happened.
   *
   * @param happened the fact that followed, if one did
   * @param told what the client was told, if it was
   */
  Expected expect(
      Request request, long nowMillis, @Nullable ShopFact happened, @Nullable Told told) {
    Refusal shape = Shapes.check(request);
    if (shape != null) {
      return new Expected.No(shape);
    }
    Keys.Bound bound = shop.keys.find(request.key());
    boolean saysItKnows =
        told != null
            && (told.way() == Told.Way.AGAIN || told.isRefused(Code.IDEMPOTENCY_KEY_REUSED));
    if (bound != null && (bound.mustBeKnown(nowMillis) || saysItKnows)) {
      return request.key() != null && bound.isSameRequest(request.key())
          ? new Expected.Again(bound.answer())
          : new Expected.No(new KeyReused());
    }
    if (request.command() instanceof ReadTime) {
      return new Expected.Unchanged(new TimeView(nowMillis));
    }
    if (request.command() instanceof DefineShop define) {
      return goods.define(request, define, nowMillis);
    }
    return shop.isDefined()
        ? inShop(request, nowMillis, happened, told)
        : new Expected.No(new ShopUnknown(request.shop()));
  }

  private Expected inShop(
      Request request, long nowMillis, @Nullable ShopFact happened, @Nullable Told told) {
    boolean hasForgotten = happened != null || told == null || told.way() != Told.Way.UNCHANGED;
    return switch (request.command()) {
      case DefineSku define -> goods.define(request, define, nowMillis);
      case DefineSkus batch -> shop.batches.define(batch, happened);
      case MoveStock move -> goods.move(move, nowMillis, happened);
      case ReadStock read -> goods.readStock(read.sku());
      case ReadSku read -> goods.readSku(read.sku());
      case PlaceOrder place -> orders.place(place, nowMillis, happened, told);
      case MarkPaid pay -> orders.pay(request, pay, nowMillis);
      case CancelOrder cancel -> orders.cancel(request, cancel, nowMillis);
      case ExtendOrder extend -> orders.extend(request, extend, nowMillis);
      case ShipOrder ship -> orders.ship(request, ship, nowMillis);
      case DeliverShipment deliver -> orders.deliver(request, deliver, nowMillis);
      case PostponeCompletion postpone -> orders.postpone(request, postpone, nowMillis);
      case CompleteOrder complete -> orders.complete(request, complete, nowMillis);
      case ReadOrder read -> orders.read(request, read);
      case DefineQueue define -> tasks.define(define, nowMillis);
      case ReadQueue read -> tasks.read(read);
      case ReadTask read -> tasks.read(read);
      case ScheduleTask schedule -> tasks.schedule(schedule, nowMillis, happened, hasForgotten);
      case CancelTask cancel -> tasks.cancel(cancel, nowMillis, isUnknown(cancel, told));
      case LeaseTasks lease -> tasks.lease(lease, nowMillis);
      case AckTask ack -> tasks.ack(ack);
      case NackTask nack -> tasks.nack(nack, nowMillis, happened);
      case ExtendLease extend -> tasks.extend(extend, nowMillis);
      case ReviveTask revive -> tasks.revive(revive, nowMillis);
      case ReviveAll all -> tasks.reviveAll(all);
      case DeleteDead delete -> tasks.delete(delete);
      case IssueMerchantKey issue -> shop.access.issue(issue, nowMillis);
      case RevokeMerchantKey revoke -> shop.access.revoke(revoke);
      case IssueBuyerSecret issue -> shop.access.issue(issue, nowMillis);
      case ListMerchantKeys list -> shop.access.list(list);
      case ListBuyerSecrets _ -> shop.access.listSecrets();
      case DefineShop _,
          ArchiveOrders _,
          FindFinalOrders _,
          RaiseLevel _,
          ReadLevel _,
          ReadTime _,
          ReadShop _,
          ListShops _,
          ListSkus _,
          PriceLines _,
          ListOrdersOfBuyer _,
          FindOrder _,
          FindShipment _,
          ListStuckOrders _,
          ListQueues _,
          ListDead _,
          RotateQueueSecret _,
          WebhookChange _,
          ListWebhookEndpoints _ ->
          throw new IllegalStateException("nobody asks for " + request.command());
    };
  }

  private static boolean isUnknown(CancelTask cancel, @Nullable Told told) {
    return told != null
        && told.way() == Told.Way.UNCHANGED
        && told.says(new TaskCancelView(cancel.task(), CancelOutcome.UNKNOWN));
  }

  /** What a task's lease must come to when its time is over. */
  Expected leaseEnd(Task task, long nowMillis, ShopFact happened) {
    return tasks.leaseEnd(task, nowMillis, happened);
  }

  /** The fact that followed from a request has been found right. */
  void learn(Request request, ShopFact fact) {
    if (request.command() instanceof ScheduleTask schedule && fact instanceof TaskScheduled one) {
      tasks.learn(schedule, one);
    }
  }
}
