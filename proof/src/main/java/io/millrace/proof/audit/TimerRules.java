package io.millrace.proof.audit;

import io.millrace.model.LeaseId;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.TaskEnd;
import io.millrace.model.TaskState;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.LeaseExtended;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.RevivalStarted;
import io.millrace.model.fact.ShipmentDelivered;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDone;
import io.millrace.model.fact.TaskDue;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskPostponed;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TaskRevived;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.fact.TasksRevived;
import io.millrace.model.fact.WebhookFact;
import org.jspecify.annotations.Nullable;

/** What the node may do by itself: only what has a time, and not before it. */
final class TimerRules {
  private final ShopState shop;
  private final Rules rules;

  TimerRules(ShopState shop, Rules rules) {
    this.shop = shop;
    this.rules = rules;
  }

  /** Objects unless the fact may follow now by itself. */
  void require(ShopFact fact, long atMillis) {
    switch (fact) {
      case OrderExpired expired -> {
        Purchase order = order(expired.order(), fact);
        if (!order.isUnpaid()) {
          throw ended(fact, "the order is " + order.status());
        }
        require(order.deadlineMillis, atMillis, fact);
        require(new OrderExpired(expired.order(), OrderStatus.EXPIRED, order.version + 1), fact);
      }
      case OrderStuck stuck -> {
        Purchase order = order(stuck.order(), fact);
        if (order.stuckAtMillis == 0 || order.nextMillis() != order.stuckAtMillis) {
          throw ended(fact, "no such time is set");
        }
        require(order.stuckAtMillis, atMillis, fact);
        require(
            new OrderStuck(
                stuck.order(),
                order.stuckWhy(),
                order.standsSinceMillis(),
                order.status(),
                order.version + 1),
            fact);
      }
      case OrderCompleted completed -> {
        Purchase order = order(completed.order(), fact);
        if (!order.isSent() || order.nextMillis() != order.completeAtMillis) {
          throw ended(fact, "no such time is set");
        }
        require(order.completeAtMillis, atMillis, fact);
        require(
            new OrderCompleted(
                completed.order(),
                shop.finalAtMillis(atMillis),
                OrderStatus.COMPLETED,
                order.version + 1),
            fact);
      }
      case OrdersArchived archived -> {
        for (OrderId id : archived.orders()) {
          order(id, fact); // whether it is final, its book says
        }
      }
      case TaskDue due -> require(task(due.number(), TaskState.PENDING, fact), atMillis, fact);
      case TaskReturned returned -> leaseEnd(returned.lease(), atMillis, fact);
      case TaskDied died -> leaseEnd(died.lease(), atMillis, fact);
      case TaskEnded ended when ended.end() == TaskEnd.RETENTION ->
          require(task(ended.number(), TaskState.DEAD, fact), atMillis, fact);
      case ShopDefined _,
          MerchantKeyIssued _,
          MerchantKeyRevoked _,
          BuyerSecretIssued _,
          SkuDefined _,
          SkuBatchAnswered _,
          StockMoved _,
          OrderPlaced _,
          OrderMarkedPaid _,
          OrderCancelled _,
          OrderExtended _,
          OrderShipped _,
          ShipmentDelivered _,
          CompletionPostponed _,
          QueueDefined _,
          TaskScheduled _,
          TaskPostponed _,
          TasksLeased _,
          LeaseExtended _,
          TaskDone _,
          TaskEnded _,
          TaskRevived _,
          RevivalStarted _,
          TasksRevived _,
          WebhookFact _ ->
          throw new BrokenPromise(
              Promise.AS_THE_RULES_SAY, fact + ", which a node does not do by itself");
    }
  }

  private void leaseEnd(LeaseId lease, long atMillis, ShopFact fact) {
    Task task = task(lease.task(), TaskState.LEASED, fact);
    require(task, atMillis, fact);
    if (rules.leaseEnd(task, atMillis, fact) instanceof Expected.Change change) {
      require(change.fact(), fact);
    }
  }

  private static void require(Task task, long atMillis, ShopFact fact) {
    require(task.nextMillis(), atMillis, fact);
  }

  private static void require(long dueMillis, long atMillis, ShopFact fact) {
    if (atMillis < dueMillis) {
      throw new BrokenPromise(
          Promise.ON_TIME, "%s, %d ms before its time".formatted(fact, dueMillis - atMillis));
    }
  }

  private static void require(ShopFact right, ShopFact fact) {
    if (!right.equals(fact)) {
      throw new BrokenPromise(
          Promise.AS_THE_RULES_SAY, "%s, but right is %s".formatted(fact, right));
    }
  }

  private Purchase order(OrderId id, ShopFact fact) {
    Purchase order = shop.orders.get(id);
    if (order == null) {
      throw ended(fact, "there is no such order");
    }
    return order;
  }

  private Task task(long number, TaskState state, ShopFact fact) {
    @Nullable Task task = shop.tasks.find(number);
    if (task == null || task.state != state) {
      throw ended(fact, "the task is " + (task == null ? "not there" : task.state));
    }
    return task;
  }

  private static BrokenPromise ended(ShopFact fact, String why) {
    return new BrokenPromise(Promise.ON_TIME, "by itself %s, but %s".formatted(fact, why));
  }
}
