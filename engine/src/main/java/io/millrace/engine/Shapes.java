package io.millrace.engine;

import io.millrace.engine.archive.Archiving;
import io.millrace.engine.goods.GoodsShape;
import io.millrace.engine.order.OrderShape;
import io.millrace.engine.shape.Texts;
import io.millrace.engine.shop.ShopShape;
import io.millrace.engine.task.TaskShape;
import io.millrace.engine.webhook.WebhookShape;
import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.Request;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.ArchiveOrders;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.Change;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.DeleteDead;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ReviveTask;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.command.ShipOrder;
import io.millrace.model.command.WebhookChange;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** The first check of every change: what it looks like and who asks, without any state. */
final class Shapes {

  private Shapes() {}

  static @Nullable Refusal check(Request request, Change change, long nowMillis) {
    Actor actor = request.actor();
    if (change instanceof PlaceOrder place) { // first, because it is the hot one
      return OrderShape.check(place, actor, nowMillis);
    }
    if (change instanceof ArchiveOrders archive) {
      return Archiving.check(archive, actor);
    }
    boolean buyersMay = change instanceof CancelOrder || change instanceof CompleteOrder;
    if (actor.role() == Actor.Role.BUYER && !buyersMay) {
      return new NotPermitted("actor", "is not for buyers");
    }
    return switch (change) {
      case PlaceOrder place -> OrderShape.check(place, actor, nowMillis);
      case DefineShop define -> ShopShape.check(define.settings());
      case IssueMerchantKey issue -> Texts.check("id", issue.id(), Limits.REFERENCE_CHARS_MAX);
      case RevokeMerchantKey _ -> null;
      case IssueBuyerSecret issue -> Texts.check("kid", issue.kid(), Limits.REFERENCE_CHARS_MAX);
      case DefineSku define -> GoodsShape.check(define);
      case DefineSkus batch -> GoodsShape.check(batch);
      case MoveStock move -> GoodsShape.check(move);
      case MarkPaid paid -> OrderShape.check(paid, nowMillis);
      case CancelOrder cancel -> OrderShape.check(cancel);
      case ShipOrder ship -> OrderShape.check(ship);
      case DeliverShipment deliver -> OrderShape.check(deliver, nowMillis);
      case ExtendOrder _, PostponeCompletion _, CompleteOrder _ -> null;
      case ArchiveOrders archive -> Archiving.check(archive, actor);
      case DefineQueue define -> TaskShape.check(define);
      case ScheduleTask schedule -> TaskShape.check(schedule, nowMillis);
      case LeaseTasks lease -> TaskShape.check(lease);
      case NackTask nack -> TaskShape.check(nack);
      case ExtendLease extend -> TaskShape.check(extend);
      case CancelTask _, AckTask _, ReviveTask _, ReviveAll _, DeleteDead _ -> null;
      case RotateQueueSecret _ -> null;
      case WebhookChange webhook -> WebhookShape.check(webhook);
    };
  }

  /**
   * Whether a change finishes or frees open work, or keeps it from ending badly. It may use the
   * reserve of remembered keys, so that a table full of new orders does not keep them from being
   * paid, cancelled or sent.
   */
  static boolean mayUseReserve(Change change) {
    return switch (change) {
      case MarkPaid _, CancelOrder _, ShipOrder _, DeliverShipment _, CompleteOrder _ -> true;
      case ExtendOrder _, PostponeCompletion _, MoveStock _, ArchiveOrders _ -> true;
      case PlaceOrder _, DefineShop _, DefineSku _, DefineSkus _ -> false;
      case IssueMerchantKey _, RevokeMerchantKey _, IssueBuyerSecret _ -> false;
      case CancelTask _, LeaseTasks _, AckTask _, NackTask _, ExtendLease _ -> true;
      case DefineQueue _, ScheduleTask _, ReviveTask _, ReviveAll _, DeleteDead _ -> false;
      case RotateQueueSecret _, WebhookChange _ -> false;
    };
  }
}
