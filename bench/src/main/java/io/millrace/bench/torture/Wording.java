package io.millrace.bench.torture;

import io.millrace.model.Charge;
import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.Label;
import io.millrace.model.Payment;
import io.millrace.model.PricedLine;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.ArchivedOrder;
import io.millrace.model.answer.BuyerSecretList;
import io.millrace.model.answer.BuyerSecretView;
import io.millrace.model.answer.DeadPage;
import io.millrace.model.answer.FinalOrders;
import io.millrace.model.answer.LeaseView;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.LevelView;
import io.millrace.model.answer.LineProgress;
import io.millrace.model.answer.MerchantKeyGone;
import io.millrace.model.answer.MerchantKeyPage;
import io.millrace.model.answer.MerchantKeyView;
import io.millrace.model.answer.MovementView;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.OrdersLeft;
import io.millrace.model.answer.PricedLinesView;
import io.millrace.model.answer.QueuePage;
import io.millrace.model.answer.QueueView;
import io.millrace.model.answer.Receipt;
import io.millrace.model.answer.RevivalView;
import io.millrace.model.answer.ShipmentFound;
import io.millrace.model.answer.ShipmentView;
import io.millrace.model.answer.ShippedView;
import io.millrace.model.answer.ShopPage;
import io.millrace.model.answer.ShopView;
import io.millrace.model.answer.SkuBatchView;
import io.millrace.model.answer.SkuPage;
import io.millrace.model.answer.SkuView;
import io.millrace.model.answer.StockView;
import io.millrace.model.answer.StuckView;
import io.millrace.model.answer.TaskCancelView;
import io.millrace.model.answer.TaskDoneBefore;
import io.millrace.model.answer.TaskView;
import io.millrace.model.answer.TimeView;
import io.millrace.model.answer.WebhookEndpointGone;
import io.millrace.model.answer.WebhookEndpointList;
import io.millrace.model.answer.WebhookEndpointView;
import io.millrace.model.fact.OrderPlaced;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers in the API's words, written from its description and not with the edge's code: what the
 * body of a right answer is, member for member.
 */
final class Wording {
  private static final JsonMapper JSON = new JsonMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** In the path of whatever is about tasks. */
  private static final int QUEUE = 4;

  private Wording() {}

  static JsonNode parsed(String body) {
    return JSON.readTree(body);
  }

  static ObjectNode of(Asking asking, Answer answer) {
    ShopId shop = asking.shop();
    ObjectNode json = JSON.createObjectNode();
    switch (answer) {
      case OrderPlacedView placed -> order(json, shop, asPlaced(placed));
      case OrderView view -> order(json, shop, view);
      case Receipt receipt -> {
        json.put("id", receipt.order().toString());
        json.put("status", receipt.status().name());
        json.put("version", receipt.version());
        json.put("at", time(receipt.atMillis()));
      }
      case ShippedView shipped -> {
        json.put("order", shipped.shipped().order().toString());
        shipment(json, ShipmentView.of(shipped.shipped(), shipped.atMillis(), null));
        json.put("orderStatus", shipped.shipped().status().name());
        json.put("version", shipped.shipped().version());
      }
      case MovementView movement -> {
        json.put("id", Long.toString(movement.moved().id()));
        json.put("sku", movement.moved().sku().value());
        json.put("quantity", movement.moved().quantity());
        json.put("cause", movement.moved().cause().name());
        textIfAny(json, "reference", movement.moved().reference());
        json.put("version", movement.moved().version());
        json.put("at", time(movement.atMillis()));
      }
      case StockView stock -> {
        json.put("sku", stock.sku().value());
        json.put("onHand", stock.onHand());
        json.put("available", stock.available());
        json.put("held", stock.held());
        json.put("committed", stock.committed());
        json.put("shipped", stock.shipped());
        json.put("version", stock.version());
      }
      case TaskView task -> task(json, task);
      case TaskDoneBefore ended -> {
        json.put("id", ended.task().value());
        json.put("queue", asking.segments().get(QUEUE));
        json.put("state", "ENDED");
      }
      case LeasedTasks leased -> leased(json.putArray("items"), leased);
      case LeaseView lease -> lease(json, lease);
      case TimeView _,
          LevelView _,
          ShopView _,
          ShopPage _,
          MerchantKeyView _,
          MerchantKeyPage _,
          MerchantKeyGone _,
          BuyerSecretView _,
          BuyerSecretList _,
          SkuView _,
          SkuPage _,
          SkuBatchView _,
          PricedLinesView _,
          OrderPage _,
          ArchivedOrder _,
          FinalOrders _,
          OrdersLeft _,
          ShipmentFound _,
          QueueView _,
          QueuePage _,
          TaskCancelView _,
          DeadPage _,
          RevivalView _,
          WebhookEndpointView _,
          WebhookEndpointList _,
          WebhookEndpointGone _ ->
          throw new IllegalStateException("nobody here is told " + answer);
    }
    return json;
  }

  /** An order just placed is an order to which nothing has happened. */
  private static OrderView asPlaced(OrderPlacedView view) {
    List<LineProgress> nothing =
        view.placed().lines().stream().map(_ -> new LineProgress(0, 0)).toList();
    return new OrderView(
        view.placed(),
        view.atMillis(),
        view.atMillis(),
        view.placed().paymentDeadlineMillis(),
        Course.OPEN,
        Payment.UNPAID,
        Fulfilment.NONE,
        0,
        nothing,
        List.of(),
        null,
        null,
        null,
        null,
        1);
  }

  private static void order(ObjectNode json, ShopId shop, OrderView order) {
    OrderPlaced placed = order.placed();
    Currency currency = placed.currency();
    json.put("id", placed.order().toString());
    json.put("shop", shop.value());
    json.put("buyer", placed.buyer().value());
    json.put("status", order.status().name());
    json.put("course", order.course().name());
    json.put("payment", order.payment().name());
    json.put("fulfilment", order.fulfilment().name());
    ArrayNode lines = json.putArray("lines");
    for (int i = 0; i < placed.lines().size(); i++) {
      line(lines.addObject().put("line", i + 1), placed.lines().get(i), currency)
          .put("shipped", order.progress().get(i).shipped())
          .put("delivered", order.progress().get(i).delivered())
          .put("refunded", 0);
    }
    ArrayNode charges = json.putArray("charges");
    for (Charge charge : placed.charges()) {
      ObjectNode one = charges.addObject();
      one.put("kind", charge.kind().name()).put("label", charge.label());
      money(one, "amount", charge.amount(), currency);
    }
    money(json, "total", placed.total(), currency);
    money(json, "paid", order.paid(), currency);
    money(json, "refunded", 0, currency);
    textIfAny(json, "reference", placed.reference());
    labels(json, placed.metadata());
    json.put("paymentDeadline", time(order.paymentDeadlineMillis()));
    json.put("createdAt", time(order.createdAtMillis()));
    json.put("updatedAt", time(order.updatedAtMillis()));
    timeIfAny(json, "closedAt", order.closedAtMillis());
    textIfAny(json, "closeReason", order.closeReason());
    timeIfAny(json, "completesAt", order.completesAtMillis());
    StuckView stuck = order.stuck();
    if (stuck != null) {
      json.putObject("stuck")
          .put("why", stuck.why().name())
          .put("since", time(stuck.sinceMillis()));
    }
    ArrayNode shipments = json.putArray("shipments");
    order.shipments().forEach(one -> shipment(shipments.addObject(), one));
    json.put("version", order.version());
  }

  private static ObjectNode line(ObjectNode json, PricedLine line, Currency currency) {
    json.put("sku", line.sku().value()).put("name", line.name()).put("quantity", line.quantity());
    money(json, "unitPrice", line.unitPrice(), currency);
    money(json, "discount", 0, currency);
    money(json, "total", line.unitPrice() * line.quantity(), currency);
    return json;
  }

  private static void shipment(ObjectNode json, ShipmentView shipment) {
    json.put("shipment", shipment.shipment());
    ArrayNode lines = json.putArray("lines");
    for (ShippedLine line : shipment.lines()) {
      lines.addObject().put("line", line.line()).put("quantity", line.quantity());
    }
    json.put("carrier", shipment.carrier());
    json.put("trackingNumber", shipment.trackingNumber());
    textIfAny(json, "reference", shipment.reference());
    labels(json, shipment.metadata());
    json.put("shippedAt", time(shipment.shippedAtMillis()));
    timeIfAny(json, "deliveredAt", shipment.deliveredAtMillis());
  }

  private static void task(ObjectNode json, TaskView task) {
    json.put("id", task.task().value());
    json.put("queue", task.queue().value());
    json.put("state", task.state().name());
    json.put("dueAt", time(task.dueAtMillis()));
    json.put("attempts", task.attempts());
    json.put("priority", task.priority());
    textIfAny(json, "group", task.group() == null ? null : task.group().value());
    json.put("payload", task.payload());
  }

  private static void leased(ArrayNode items, LeasedTasks leased) {
    for (LeasedTasks.Leased one : leased.items()) {
      ObjectNode item = items.addObject();
      item.put("lease", one.lease().toString()).put("until", time(leased.untilMillis()));
      task(item.putObject("task"), one.task());
    }
  }

  private static void lease(ObjectNode json, LeaseView lease) {
    json.put("lease", lease.lease().toString()).put("outcome", lease.ending().name());
    switch (lease.ending()) {
      case DONE -> {
        // there is no time to tell
      }
      case RETRY -> json.put("dueAt", time(lease.untilMillis()));
      case DEAD -> json.put("keptUntil", time(lease.untilMillis()));
      case EXTENDED -> json.put("until", time(lease.untilMillis()));
    }
  }

  private static void money(ObjectNode json, String field, long amount, Currency currency) {
    json.putObject(field).put("amount", amount).put("currency", currency.getCurrencyCode());
  }

  private static void labels(ObjectNode json, List<Label> labels) {
    ObjectNode metadata = json.putObject("metadata");
    labels.forEach(label -> metadata.put(label.name(), label.value()));
  }

  private static String time(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  private static void timeIfAny(ObjectNode json, String field, @Nullable Long millis) {
    if (millis != null) {
      json.put(field, time(millis));
    }
  }

  private static void textIfAny(ObjectNode json, String field, @Nullable String text) {
    if (text != null) {
      json.put(field, text);
    }
  }
}
