package io.millrace.engine.order;

import io.millrace.engine.axis.Action;
import io.millrace.engine.axis.Event;
import io.millrace.engine.axis.Transitions;
import io.millrace.engine.shop.Shop;
import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.answer.Receipt;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.CompleteOrder;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.refusal.AmountMismatch;
import io.millrace.model.refusal.DeadlineTooFar;
import io.millrace.model.refusal.DeadlineTooSoon;
import io.millrace.model.refusal.OrderArchived;
import io.millrace.model.refusal.OrderStateRefused;
import io.millrace.model.refusal.OrderUnknown;
import io.millrace.model.refusal.PostponedBefore;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.VersionMismatch;
import org.jspecify.annotations.Nullable;

/** Decides on paying, extending, cancelling and completing an order; changes nothing. */
public final class Changing {
  private final Orders orders;

  public Changing(Orders orders) {
    this.orders = orders;
  }

  public Outcome markPaid(Request request, Shop shop, MarkPaid pay, long nowMillis) {
    Order order = find(orders, request.actor(), shop, pay.order());
    Refusal refusal =
        check(orders, order, shop, pay.order(), request.precondition(), Action.MARK_PAID);
    if (order == null || refusal != null) {
      return refused(orders, refusal, shop, pay.order());
    }
    Money expected = new Money(order.total(), shop.settings().currency());
    if (!pay.amount().equals(expected)) {
      return new Outcome.Refused(new AmountMismatch(expected));
    }
    OrderStatus status =
        OrderStatus.of(
            order.course(),
            Transitions.after(Transitions.PAYMENT, order.payment(), Event.MARKED_PAID),
            order.fulfilment());
    return accept(
        request,
        shop,
        new OrderMarkedPaid(
            order.id(),
            pay.amount().amount(),
            pay.reference(),
            pay.paidAtMillis() == null ? nowMillis : pay.paidAtMillis(),
            nowMillis + shop.settings().stays().unshipped().toMillis(),
            status,
            order.version() + 1),
        nowMillis);
  }

  public Outcome cancel(Request request, Shop shop, CancelOrder cancel, long nowMillis) {
    Order order = find(orders, request.actor(), shop, cancel.order());
    Refusal refusal =
        check(orders, order, shop, cancel.order(), request.precondition(), Action.CANCEL);
    if (order == null || refusal != null) {
      return refused(orders, refusal, shop, cancel.order());
    }
    return accept(
        request,
        shop,
        new OrderCancelled(
            order.id(), cancel.reason(), statusAfter(order, Event.CANCELLED), order.version() + 1),
        nowMillis);
  }

  public Outcome extend(Request request, Shop shop, ExtendOrder extend, long nowMillis) {
    Order order = find(orders, request.actor(), shop, extend.order());
    Refusal refusal =
        check(orders, order, shop, extend.order(), request.precondition(), Action.EXTEND);
    if (order == null || refusal != null) {
      return refused(orders, refusal, shop, extend.order());
    }
    if (extend.untilMillis() <= nowMillis) {
      return new Outcome.Refused(new DeadlineTooSoon(nowMillis));
    }
    long latestMillis = order.createdAtMillis() + Limits.PAYMENT_TIMEOUT_MAX.toMillis();
    if (extend.untilMillis() > latestMillis) {
      return new Outcome.Refused(new DeadlineTooFar(latestMillis));
    }
    return accept(
        request,
        shop,
        new OrderExtended(order.id(), extend.untilMillis(), order.status(), order.version() + 1),
        nowMillis);
  }

  public Outcome postpone(Request request, Shop shop, PostponeCompletion postpone, long nowMillis) {
    Order order = find(orders, request.actor(), shop, postpone.order());
    Parcels parcels = order == null ? null : order.parcels();
    if (parcels != null && parcels.isPostponed) {
      return new Outcome.Refused(new PostponedBefore(parcels.completeAtMillis));
    }
    Refusal refusal =
        check(
            orders,
            order,
            shop,
            postpone.order(),
            request.precondition(),
            Action.POSTPONE_COMPLETION);
    if (order == null || parcels == null || refusal != null) {
      return refused(orders, refusal, shop, postpone.order());
    }
    long standsMillis = parcels.completeAtMillis;
    if (postpone.untilMillis() <= standsMillis) {
      return new Outcome.Refused(new DeadlineTooSoon(standsMillis));
    }
    long latestMillis = standsMillis + Limits.COMPLETION_POSTPONED_MAX.toMillis();
    if (postpone.untilMillis() > latestMillis) {
      return new Outcome.Refused(new DeadlineTooFar(latestMillis));
    }
    return accept(
        request,
        shop,
        new CompletionPostponed(
            order.id(), postpone.untilMillis(), order.status(), order.version() + 1),
        nowMillis);
  }

  public Outcome complete(Request request, Shop shop, CompleteOrder complete, long nowMillis) {
    Order order = find(orders, request.actor(), shop, complete.order());
    Refusal refusal =
        check(orders, order, shop, complete.order(), request.precondition(), Action.COMPLETE);
    if (order == null || refusal != null) {
      return refused(orders, refusal, shop, complete.order());
    }
    return accept(request, shop, completion(order, nowMillis), nowMillis);
  }

  /** When it is final is said here once: who changes the window later, changes nothing of it. */
  static OrderCompleted completion(Order order, long nowMillis) {
    return new OrderCompleted(
        order.id(),
        nowMillis + order.shop().settings().refundWindow().toMillis(),
        statusAfter(order, Event.COMPLETED),
        order.version() + 1);
  }

  /** After an event of its course. */
  static OrderStatus statusAfter(Order order, Event event) {
    return OrderStatus.of(
        Transitions.after(Transitions.COURSE, order.course(), event),
        order.payment(),
        order.fulfilment());
  }

  private static Outcome accept(Request request, Shop shop, OrderChange change, long nowMillis) {
    return shop.accept(request, change, receipt(change, nowMillis));
  }

  /** The answer to a change, from its fact. */
  public static Receipt receipt(OrderChange change, long atMillis) {
    return new Receipt(change.order(), change.status(), change.version(), atMillis);
  }

  /** An order that the actor may see: a buyer's own, a merchant's any. */
  static @Nullable Order find(Orders orders, Actor actor, Shop shop, OrderId id) {
    Order order = orders.slabs().find(shop, id);
    boolean hidden = order != null && OrderShape.checkBuyer(actor, order.buyerId()) != null;
    return hidden ? null : order;
  }

  /**
   * Whether the action may be: first that the order is there, then that whoever asks has seen it as
   * it is, then that it stands where the action can begin.
   */
  static @Nullable Refusal check(
      Orders orders,
      @Nullable Order order,
      Shop shop,
      OrderId id,
      Precondition precondition,
      Action action) {
    if (order == null) {
      return missing(orders, shop, id);
    }
    if (precondition instanceof Precondition.Version(int version) && version != order.version()) {
      return new VersionMismatch(order.version());
    }
    return order.allows(action) ? null : new OrderStateRefused(order.status(), order.allowed());
  }

  static Outcome refused(Orders orders, @Nullable Refusal refusal, Shop shop, OrderId id) {
    return new Outcome.Refused(refusal == null ? missing(orders, shop, id) : refusal);
  }

  private static Refusal missing(Orders orders, Shop shop, OrderId id) {
    return mayHaveLeft(orders, shop, id) ? new OrderArchived(id) : new OrderUnknown(id);
  }

  /**
   * Of an order that was not found. Whoever asked can find out elsewhere whether it ever was; one
   * that is in memory, and another buyer's, did not leave.
   */
  static boolean mayHaveLeft(Orders orders, Shop shop, OrderId id) {
    return shop.mayHaveArchived(id) && orders.slabs().find(shop, id) == null;
  }
}
