package io.millrace.proof.audit;

import io.millrace.model.LeaseId;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.PastDue;
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
import io.millrace.model.fact.QueueSecretRotated;
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
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the node may do by itself: only what has a time, and not before it. */
final class TimerRules {

  /** Over so long is spread what came due while the node stood. */
  private static final Duration SPREAD = Duration.ofMinutes(5);

  /** What came due so shortly before the node was up is late, as after a rebuild, and no more. */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final ShopState shop;
  private final Rules rules;

  TimerRules(ShopState shop, Rules rules) {
    this.shop = shop;
    this.rules = rules;
  }

  /** Objects unless the fact may follow now by itself. */
  void require(ShopFact fact, LoggedFact logged) {
    long atMillis = logged.atMillis();
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
      case TaskDue due -> {
        Task task = task(due.number(), TaskState.PENDING, fact);
        require(task, atMillis, fact);
        require(!isPastDue(task, logged) || policyOf(task) == PastDue.FIRE, fact);
      }
      case TaskPostponed postponed -> {
        Task task = task(postponed.number(), TaskState.PENDING, fact);
        require(task, atMillis, fact);
        long laterMillis = postponed.dueAtMillis() - atMillis;
        boolean isSpread = laterMillis > 0 && laterMillis <= SPREAD.toMillis();
        require(isPastDue(task, logged) && policyOf(task) == PastDue.SPREAD && isSpread, fact);
      }
      case TaskEnded ended when ended.end() == TaskEnd.PAST_DUE -> {
        Task task = task(ended.number(), TaskState.PENDING, fact);
        require(task, atMillis, fact);
        require(isPastDue(task, logged) && policyOf(task) == PastDue.DROP, fact);
      }
      case TasksRevived revived -> revival(revived, atMillis, fact);
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
          QueueSecretRotated _,
          TaskScheduled _,
          TasksLeased _,
          LeaseExtended _,
          TaskDone _,
          TaskEnded _,
          TaskRevived _,
          RevivalStarted _,
          WebhookFact _ ->
          throw new BrokenPromise(
              Promise.AS_THE_RULES_SAY, fact + ", which a node does not do by itself");
    }
  }

  /** Its time came while the node stood. */
  private static boolean isPastDue(Task task, LoggedFact logged) {
    return task.dueAtMillis < logged.openedAtMillis() - MOMENT.toMillis();
  }

  private PastDue policyOf(Task task) {
    return shop.tasks.queueOf(task).settings().pastDue();
  }

  /** So many of the dead as the node likes, in the order in which they died. */
  private void revival(TasksRevived revived, long atMillis, ShopFact fact) {
    TaskQueue queue = shop.tasks.queues.get(revived.queue());
    if (queue == null || queue.reviving == 0) {
      throw ended(fact, "nobody has asked for it");
    }
    List<Long> meant = queue.toRevive();
    int count = revived.numbers().size();
    boolean isOver = count == meant.size();
    int left = isOver ? 0 : Math.max(1, queue.reviving - count);
    require(
        count <= meant.size()
            && (count > 0 || isOver)
            && revived.numbers().equals(meant.subList(0, count)),
        fact);
    require(new TasksRevived(revived.queue(), revived.numbers(), atMillis, left), fact);
  }

  private static void require(boolean isRight, ShopFact fact) {
    if (!isRight) {
      throw new BrokenPromise(
          Promise.AS_THE_RULES_SAY, fact + ", which is not what its queue does then");
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
