package io.millrace.edge.order;

import io.millrace.edge.json.JsonWriter;
import io.millrace.model.Charge;
import io.millrace.model.Course;
import io.millrace.model.Fulfilment;
import io.millrace.model.Label;
import io.millrace.model.Payment;
import io.millrace.model.PricedLine;
import io.millrace.model.ShippedLine;
import io.millrace.model.ShopId;
import io.millrace.model.answer.LineProgress;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.ShipmentView;
import io.millrace.model.answer.StuckView;
import io.millrace.model.fact.OrderPlaced;
import java.util.Currency;
import java.util.List;

/** An order on the wire: one writer for an order just placed, replayed or read. */
final class OrderJson {
  private static final int PLACED_VERSION = 1;
  private static final LineProgress NO_PROGRESS = new LineProgress(0, 0);

  private OrderJson() {}

  /** An order just placed is an order to which nothing has happened yet. */
  static OrderView placed(OrderPlacedView view) {
    return new OrderView(
        view.placed(),
        view.atMillis(),
        view.atMillis(),
        view.placed().paymentDeadlineMillis(),
        Course.OPEN,
        Payment.UNPAID,
        Fulfilment.NONE,
        0,
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        PLACED_VERSION);
  }

  static void write(JsonWriter json, ShopId shop, OrderView order) {
    OrderPlaced placed = order.placed();
    Currency currency = placed.currency();
    json.text("id", placed.order().toString())
        .text("shop", shop.value())
        .text("buyer", placed.buyer().value())
        .text("status", order.status().name())
        .text("course", order.course().name())
        .text("payment", order.payment().name())
        .text("fulfilment", order.fulfilment().name());
    json.numberedList("lines", placed.lines(), (line, i) -> write(json, i, line, order));
    json.list("charges", placed.charges(), (item, charge) -> write(item, charge, currency))
        .money("total", placed.total(), currency)
        .money("paid", order.paid(), currency)
        .money("refunded", 0, currency)
        .textIfAny("reference", placed.reference())
        .object("metadata", inner -> labels(inner, placed.metadata()))
        .time("paymentDeadline", order.paymentDeadlineMillis())
        .time("createdAt", order.createdAtMillis())
        .time("updatedAt", order.updatedAtMillis())
        .timeIfAny("closedAt", order.closedAtMillis())
        .textIfAny("closeReason", order.closeReason())
        .timeIfAny("completesAt", order.completesAtMillis());
    StuckView stuck = order.stuck();
    if (stuck != null) {
      json.object(
          "stuck",
          inner -> inner.text("why", stuck.why().name()).time("since", stuck.sinceMillis()));
    }
    json.list("shipments", order.shipments(), OrderJson::write).number("version", order.version());
  }

  private static void write(JsonWriter json, int index, PricedLine line, OrderView order) {
    Currency currency = order.placed().currency();
    LineProgress progress = order.progress().isEmpty() ? NO_PROGRESS : order.progress().get(index);
    json.number("line", index + 1)
        .text("sku", line.sku().value())
        .text("name", line.name())
        .number("quantity", line.quantity())
        .money("unitPrice", line.unitPrice(), currency)
        .money("discount", 0, currency)
        .money("total", line.total(), currency)
        .number("shipped", progress.shipped())
        .number("delivered", progress.delivered())
        .number("refunded", 0);
  }

  private static void write(JsonWriter json, Charge charge, Currency currency) {
    json.text("kind", charge.kind().name())
        .text("label", charge.label())
        .money("amount", charge.amount(), currency);
  }

  private static void labels(JsonWriter json, List<Label> labels) {
    for (Label label : labels) {
      json.text(label.name(), label.value());
    }
  }

  static void write(JsonWriter json, ShipmentView shipment) {
    json.number("shipment", shipment.shipment())
        .list("lines", shipment.lines(), OrderJson::write)
        .text("carrier", shipment.carrier())
        .text("trackingNumber", shipment.trackingNumber())
        .textIfAny("reference", shipment.reference())
        .object("metadata", inner -> labels(inner, shipment.metadata()))
        .time("shippedAt", shipment.shippedAtMillis())
        .timeIfAny("deliveredAt", shipment.deliveredAtMillis());
  }

  private static void write(JsonWriter json, ShippedLine line) {
    json.number("line", line.line()).number("quantity", line.quantity());
  }
}
