package io.millrace.bench.torture;

import io.millrace.model.Money;
import io.millrace.model.refusal.AmountMismatch;
import io.millrace.model.refusal.BuyerLimitReached;
import io.millrace.model.refusal.CurrencyFixed;
import io.millrace.model.refusal.DeadlineTooFar;
import io.millrace.model.refusal.DeadlineTooSoon;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.KeyReused;
import io.millrace.model.refusal.KeyUnknown;
import io.millrace.model.refusal.KeysFull;
import io.millrace.model.refusal.LeaseLost;
import io.millrace.model.refusal.LevelUnread;
import io.millrace.model.refusal.NotPermitted;
import io.millrace.model.refusal.OrderArchived;
import io.millrace.model.refusal.OrderStateRefused;
import io.millrace.model.refusal.OrderUnknown;
import io.millrace.model.refusal.PostponedBefore;
import io.millrace.model.refusal.PriceChanged;
import io.millrace.model.refusal.PriceGuardMissing;
import io.millrace.model.refusal.PushMissing;
import io.millrace.model.refusal.QueueFull;
import io.millrace.model.refusal.QueueUnknown;
import io.millrace.model.refusal.ReferenceTaken;
import io.millrace.model.refusal.Refusal;
import io.millrace.model.refusal.ShipmentExceedsOrder;
import io.millrace.model.refusal.ShipmentReferenceTaken;
import io.millrace.model.refusal.ShipmentUnknown;
import io.millrace.model.refusal.ShopUnknown;
import io.millrace.model.refusal.SkuUnknown;
import io.millrace.model.refusal.SkuWithdrawn;
import io.millrace.model.refusal.SoldOut;
import io.millrace.model.refusal.StockCommitted;
import io.millrace.model.refusal.TaskLeased;
import io.millrace.model.refusal.TaskUnknown;
import io.millrace.model.refusal.TokenExpired;
import io.millrace.model.refusal.TokenUsed;
import io.millrace.model.refusal.VersionMismatch;
import io.millrace.model.refusal.VersionRequired;
import io.millrace.model.refusal.WebhookEndpointUnknown;
import io.millrace.model.refusal.WebhookEndpointsFull;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A refusal as the API tells it: its code, and the members that belong to the code. */
final class RefusalWording {
  private static final JsonMapper JSON = new JsonMapper();

  /** What a problem has beside them, for people and for every problem alike. */
  private static final Set<String> SENTENCES = Set.of("type", "title", "status", "detail");

  private RefusalWording() {}

  static String withoutSentences(String problem) {
    ObjectNode members = (ObjectNode) JSON.readTree(problem);
    return members.remove(SENTENCES).toString();
  }

  static ObjectNode of(Refusal refusal) {
    ObjectNode json = JSON.createObjectNode();
    json.put("code", refusal.code().word());
    switch (refusal) {
      case SoldOut r -> json.put("sku", r.sku().value()).put("available", r.available());
      case StockCommitted r -> json.put("sku", r.sku().value()).put("available", r.available());
      case BuyerLimitReached r ->
          json.put("sku", r.sku().value()).put("limit", r.limit()).put("counted", r.counted());
      case SkuUnknown r -> json.put("sku", r.sku().value());
      case SkuWithdrawn r -> json.put("sku", r.sku().value());
      case OrderUnknown r -> json.put("order", r.order().toString());
      case OrderStateRefused r -> {
        json.put("orderStatus", r.status().name());
        r.allowed().forEach(json.putArray("allowed")::add);
      }
      case AmountMismatch r -> money(json, r.expected());
      case PriceChanged r -> money(json, r.total());
      case TaskUnknown r -> json.put("task", r.task().value());
      case TaskLeased r -> json.put("task", r.task().value());
      case QueueUnknown r -> json.put("queue", r.queue().value());
      case QueueFull r -> json.put("queue", r.queue().value()).put("limit", r.limit());
      case LeaseLost r -> json.put("lease", r.lease().toString());
      case NotPermitted r -> json.put("field", r.field());
      case KeyReused _, PriceGuardMissing _ -> {
        // the code says it all
      }
      case Invalid _,
          CurrencyFixed _,
          DeadlineTooFar _,
          DeadlineTooSoon _,
          KeyUnknown _,
          KeysFull _,
          LevelUnread _,
          OrderArchived _,
          PostponedBefore _,
          PushMissing _,
          ReferenceTaken _,
          ShipmentExceedsOrder _,
          ShipmentReferenceTaken _,
          ShipmentUnknown _,
          ShopUnknown _,
          TokenExpired _,
          TokenUsed _,
          VersionMismatch _,
          VersionRequired _,
          WebhookEndpointUnknown _,
          WebhookEndpointsFull _ ->
          throw new IllegalStateException("nobody here is refused with " + refusal);
    }
    return json;
  }

  private static void money(ObjectNode json, Money money) {
    json.putObject("total")
        .put("amount", money.amount())
        .put("currency", money.currency().getCurrencyCode());
  }
}
