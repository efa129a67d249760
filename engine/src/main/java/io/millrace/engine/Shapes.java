package io.millrace.engine;

import io.millrace.engine.goods.GoodsShape;
import io.millrace.engine.order.OrderShape;
import io.millrace.engine.shape.Texts;
import io.millrace.engine.shop.ShopShape;
import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.Request;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.Change;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.RevokeMerchantKey;
import io.millrace.model.command.ShipOrder;
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
      case CompleteOrder _ -> null;
    };
  }

  /**
   * Whether a change finishes or frees open work. It may use the reserve of remembered keys, so
   * that a table full of new orders does not keep them from being paid, cancelled or sent.
   */
  static boolean mayUseReserve(Change change) {
    return switch (change) {
      case MarkPaid _, CancelOrder _, ShipOrder _, DeliverShipment _, CompleteOrder _ -> true;
      case MoveStock _ -> true;
      case PlaceOrder _, DefineShop _, DefineSku _, DefineSkus _ -> false;
      case IssueMerchantKey _, RevokeMerchantKey _, IssueBuyerSecret _ -> false;
    };
  }
}
