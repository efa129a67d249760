package io.millrace.model.fact;

/**
 * The word by which the world outside knows a kind of fact: in streams of events, in histories and
 * in SQL tables. Words are a contract: they never change.
 */
public final class FactWords {

  private FactWords() {}

  public static String of(ShopFact fact) {
    return switch (fact) {
      case ShopDefined _ -> "shop.defined";
      case MerchantKeyIssued _ -> "merchant_key.issued";
      case MerchantKeyRevoked _ -> "merchant_key.revoked";
      case BuyerSecretIssued _ -> "buyer_secret.issued";
      case SkuDefined _ -> "sku.defined";
      case SkuBatchAnswered _ -> "sku_batch.answered";
      case StockMoved _ -> "stock.moved";
      case OrderPlaced _ -> "order.placed";
      case OrderMarkedPaid _ -> "order.paid";
      case OrderExtended _ -> "order.extended";
      case OrderCancelled _ -> "order.cancelled";
      case OrderExpired _ -> "order.expired";
      case OrderShipped _ -> "order.shipped";
      case ShipmentDelivered _ -> "order.delivered";
      case OrderStuck _ -> "order.stuck";
      case CompletionPostponed _ -> "order.completion_postponed";
      case OrderCompleted _ -> "order.completed";
      case OrdersArchived _ -> "orders.archived";
      case QueueDefined _ -> "queue.defined";
      case QueueSecretRotated _ -> "queue.secret_rotated";
      case TaskScheduled _ -> "task.scheduled";
      case TaskDue _ -> "task.due";
      case TaskPostponed _ -> "task.postponed";
      case TasksLeased _ -> "task.leased";
      case LeaseExtended _ -> "task.lease_extended";
      case TaskDone _ -> "task.done";
      case TaskReturned _ -> "task.returned";
      case TaskDied _ -> "task.dead";
      case TaskEnded _ -> "task.ended";
      case TaskRevived _ -> "task.revived";
      case RevivalStarted _ -> "queue.revival_started";
      case TasksRevived _ -> "queue.tasks_revived";
      case WebhookEndpointDefined _ -> "webhook_endpoint.defined";
      case WebhookEndpointRemoved _ -> "webhook_endpoint.removed";
      case WebhookSecretRotated _ -> "webhook_endpoint.secret_rotated";
      case WebhookEndpointDisabled _ -> "webhook_endpoint.disabled";
      case WebhookEndpointEnabled _ -> "webhook_endpoint.enabled";
    };
  }
}
