package io.millrace.edge.hearing;

import io.millrace.edge.json.JsonWriter;
import io.millrace.model.LeaseId;
import io.millrace.model.OrderId;
import io.millrace.model.Recorded;
import io.millrace.model.SkuDescription;
import io.millrace.model.TaskGroup;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.FactWords;
import io.millrace.model.fact.LeaseExtended;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
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
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.TaskPostponed;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TaskRevived;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.fact.TasksRevived;
import io.millrace.model.fact.WebhookEndpointDefined;
import io.millrace.model.fact.WebhookEndpointDisabled;
import io.millrace.model.fact.WebhookEndpointEnabled;
import io.millrace.model.fact.WebhookEndpointRemoved;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.fact.WebhookSecretRotated;
import java.nio.charset.StandardCharsets;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * A fact as the world outside sees it: its word, and thin data whose meaning never changes. Hashes
 * and sealed secrets are nobody's business and left out.
 *
 * @param currency the shop's, in which facts have their amounts; null leaves amounts out
 */
record FactJson(@Nullable Currency currency) {

  /** The fields of an event or of an entry of a history. */
  void write(JsonWriter json, Recorded recorded, ShopFact fact, long atMillis) {
    json.number("position", recorded.shopSequence())
        .time("at", atMillis)
        .text("type", FactWords.of(fact))
        .object(
            "actor",
            actor -> {
              String id = recorded.actor().id();
              actor
                  .text("role", recorded.actor().role().name())
                  .textIfAny("id", id.isEmpty() ? null : id);
            })
        .object("data", data -> writeData(data, fact));
  }

  /** The data alone, as one text. */
  String data(ShopFact fact) {
    return new String(JsonWriter.object(data -> writeData(data, fact)), StandardCharsets.UTF_8);
  }

  /** What webhooks carry too. */
  void writeData(JsonWriter json, ShopFact fact) {
    switch (fact) {
      case ShopDefined defined ->
          json.text("name", defined.settings().name())
              .text("currency", defined.settings().currency().getCurrencyCode())
              .text("timezone", defined.settings().timezone().getId())
              .text("paymentTimeout", defined.settings().paymentTimeout().toString())
              .text("refundWindow", defined.settings().refundWindow().toString())
              .number("version", defined.version());
      case MerchantKeyIssued issued -> json.text("key", issued.id());
      case MerchantKeyRevoked revoked -> json.text("key", revoked.id());
      case BuyerSecretIssued issued ->
          json.text("kid", issued.kid()).textIfAny("retired", issued.retired());
      case SkuDefined defined -> sku(json, defined);
      case SkuBatchAnswered answered ->
          json.number("items", answered.items().size())
              .number("refused", answered.refused().size());
      case StockMoved moved ->
          json.text("id", Long.toString(moved.id()))
              .text("sku", moved.sku().value())
              .number("quantity", moved.quantity())
              .text("cause", moved.cause().name())
              .textIfAny("reference", moved.reference())
              .number("version", moved.version());
      case OrderPlaced placed -> placed(json, placed);
      case OrderChange change -> {
        json.text("order", change.order().toString());
        changed(json, change);
        json.text("status", change.status().name()).number("version", change.version());
      }
      case OrdersArchived archived ->
          json.texts("orders", archived.orders().stream().map(OrderId::toString).toList());
      case TaskFact task -> task(json, task);
      case WebhookFact webhook -> webhook(json, webhook);
    }
  }

  private void sku(JsonWriter json, SkuDefined defined) {
    SkuDescription description = defined.description();
    json.text("sku", defined.sku().value()).text("name", description.name());
    money(json, "price", description.price());
    json.bool("onSale", description.onSale()).number("version", defined.version());
  }

  private void money(JsonWriter json, String field, long amount) {
    if (currency != null) {
      json.money(field, amount, currency);
    }
  }

  private static void placed(JsonWriter json, OrderPlaced placed) {
    Currency of = placed.currency();
    json.text("order", placed.order().toString())
        .text("buyer", placed.buyer().value())
        .numberedList(
            "lines",
            placed.lines(),
            (line, i) ->
                json.number("line", i + 1)
                    .text("sku", line.sku().value())
                    .number("quantity", line.quantity())
                    .money("unitPrice", line.unitPrice(), of))
        .list(
            "charges",
            placed.charges(),
            (item, charge) ->
                item.text("kind", charge.kind().name())
                    .text("label", charge.label())
                    .money("amount", charge.amount(), of))
        .money("total", placed.total(), of)
        .time("paymentDeadline", placed.paymentDeadlineMillis())
        .textIfAny("reference", placed.reference())
        .object(
            "metadata",
            inner -> placed.metadata().forEach(label -> inner.text(label.name(), label.value())))
        .number("version", 1);
  }

  private void changed(JsonWriter json, OrderChange change) {
    switch (change) {
      case OrderMarkedPaid paid -> {
        money(json, "amount", paid.amount());
        json.text("reference", paid.reference()).time("paidAt", paid.paidAtMillis());
      }
      case OrderCancelled cancelled -> json.textIfAny("reason", cancelled.reason());
      case OrderExtended extended -> json.time("paymentDeadline", extended.paymentDeadlineMillis());
      case OrderShipped shipped -> shipped(json, shipped);
      case ShipmentDelivered delivered ->
          json.number("shipment", delivered.shipment())
              .time("deliveredAt", delivered.deliveredAtMillis());
      case OrderStuck stuck ->
          json.text("why", stuck.why().name()).time("since", stuck.sinceMillis());
      case CompletionPostponed postponed -> json.time("completesAt", postponed.completeAtMillis());
      case OrderCompleted completed -> {
        if (completed.finalAtMillis() != 0) {
          json.time("finalAt", completed.finalAtMillis());
        }
      }
      case OrderExpired _ -> {
        // says no more than that it is so
      }
    }
  }

  private static void shipped(JsonWriter json, OrderShipped shipped) {
    json.number("shipment", shipped.shipment())
        .list(
            "lines",
            shipped.lines(),
            (item, line) -> item.number("line", line.line()).number("quantity", line.quantity()))
        .text("carrier", shipped.carrier())
        .text("trackingNumber", shipped.trackingNumber())
        .textIfAny("reference", shipped.reference())
        .object(
            "metadata",
            inner -> shipped.metadata().forEach(label -> inner.text(label.name(), label.value())));
  }

  /** Tasks go by their number; {@code task.scheduled} says which queue and name that is. */
  private static void task(JsonWriter json, TaskFact fact) {
    switch (fact) {
      case QueueDefined defined ->
          json.text("queue", defined.queue().value()).number("version", defined.version());
      case QueueSecretRotated rotated ->
          json.text("queue", rotated.queue().value())
              .time("overlapUntil", rotated.overlapUntilMillis())
              .number("version", rotated.version());
      case TaskScheduled scheduled -> {
        TaskGroup group = scheduled.group();
        number(json, scheduled.number());
        json.text("queue", scheduled.queue().value())
            .text("task", scheduled.task().value())
            .time("dueAt", scheduled.dueAtMillis())
            .number("priority", scheduled.priority())
            .textIfAny("group", group == null ? null : group.value());
      }
      case TaskDue due -> number(json, due.number());
      case TaskPostponed postponed -> {
        number(json, postponed.number());
        json.time("dueAt", postponed.dueAtMillis());
      }
      case TasksLeased leased ->
          json.text("queue", leased.queue().value())
              .time("until", leased.untilMillis())
              .texts("leases", leased.leases().stream().map(LeaseId::toString).toList());
      case LeaseExtended extended ->
          json.text("lease", extended.lease().toString()).time("until", extended.untilMillis());
      case TaskDone done -> lease(json, done.lease());
      case TaskReturned returned -> {
        lease(json, returned.lease());
        json.text("failure", returned.failure().name()).time("dueAt", returned.dueAtMillis());
      }
      case TaskDied died -> {
        lease(json, died.lease());
        json.text("failure", died.failure().name());
      }
      case TaskEnded ended -> {
        number(json, ended.number());
        json.text("end", ended.end().name());
      }
      case TaskRevived revived -> {
        number(json, revived.number());
        json.time("dueAt", revived.dueAtMillis());
      }
      case RevivalStarted started ->
          json.text("queue", started.queue().value()).number("tasks", started.tasks());
      case TasksRevived revived ->
          json.text("queue", revived.queue().value())
              .time("dueAt", revived.dueAtMillis())
              .texts("numbers", revived.numbers().stream().map(n -> Long.toString(n)).toList())
              .number("left", revived.left());
    }
  }

  /** The address may hold what only the receiver should know; whoever may see it asks for it. */
  private static void webhook(JsonWriter json, WebhookFact fact) {
    json.text("endpoint", fact.endpoint());
    switch (fact) {
      case WebhookEndpointDefined defined ->
          json.texts("eventTypes", defined.settings().eventTypes())
              .number("version", defined.version());
      case WebhookSecretRotated rotated ->
          json.time("overlapUntil", rotated.overlapUntilMillis())
              .number("version", rotated.version());
      case WebhookEndpointDisabled disabled ->
          json.text("why", disabled.why().name()).number("version", disabled.version());
      case WebhookEndpointEnabled enabled -> json.number("version", enabled.version());
      case WebhookEndpointRemoved _ -> {
        // says no more than that it is so
      }
    }
  }

  private static void number(JsonWriter json, long number) {
    json.text("number", Long.toString(number));
  }

  /** How often a task was handed out is all that a lease knows beside its number. */
  private static void lease(JsonWriter json, LeaseId lease) {
    number(json, lease.task());
    json.text("lease", lease.toString()).number("attempt", lease.epoch());
  }
}
