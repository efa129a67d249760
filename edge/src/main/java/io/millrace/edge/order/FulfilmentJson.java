package io.millrace.edge.order;

import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.MoneyJson;
import io.millrace.model.Label;
import io.millrace.model.Money;
import io.millrace.model.OrderId;
import io.millrace.model.ShippedLine;
import io.millrace.model.command.CancelOrder;
import io.millrace.model.command.DeliverShipment;
import io.millrace.model.command.ExtendOrder;
import io.millrace.model.command.MarkPaid;
import io.millrace.model.command.PostponeCompletion;
import io.millrace.model.command.ShipOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of changes to an order. */
final class FulfilmentJson {
  private FulfilmentJson() {}

  static MarkPaid markPaid(JsonReader json, OrderId order) {
    @Nullable Money amount = null;
    @Nullable String reference = null;
    @Nullable Long paidAtMillis = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "amount" -> amount = MoneyJson.read(json);
        case "reference" -> reference = json.text();
        case "paidAt" -> paidAtMillis = json.timeMillis();
        default -> throw json.unknownField();
      }
    }
    return new MarkPaid(
        order,
        json.required(amount, "amount"),
        json.required(reference, "reference"),
        paidAtMillis);
  }

  static CancelOrder cancel(JsonReader json, OrderId order) {
    return new CancelOrder(order, json.onlyField("reason", json::text));
  }

  static ExtendOrder extend(JsonReader json, OrderId order) {
    Long untilMillis = json.onlyField("until", json::timeMillis);
    return new ExtendOrder(order, json.required(untilMillis, "until"));
  }

  static PostponeCompletion postpone(JsonReader json, OrderId order) {
    Long untilMillis = json.onlyField("until", json::timeMillis);
    return new PostponeCompletion(order, json.required(untilMillis, "until"));
  }

  /** Without lines, or with an empty list of them, all that is left is shipped. */
  static ShipOrder ship(JsonReader json, OrderId order) {
    List<ShippedLine> lines = List.of();
    @Nullable String carrier = null;
    @Nullable String trackingNumber = null;
    @Nullable String reference = null;
    List<Label> metadata = List.of();
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "lines" -> lines = json.list(() -> shippedLine(json));
        case "carrier" -> carrier = json.text();
        case "trackingNumber" -> trackingNumber = json.text();
        case "reference" -> reference = json.text();
        case "metadata" -> metadata = PlaceOrderJson.metadata(json);
        default -> throw json.unknownField();
      }
    }
    return new ShipOrder(
        order,
        lines,
        json.required(carrier, "carrier"),
        json.required(trackingNumber, "trackingNumber"),
        reference,
        metadata);
  }

  private static ShippedLine shippedLine(JsonReader json) {
    @Nullable Integer line = null;
    @Nullable Integer quantity = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "line" -> line = json.smallInteger();
        case "quantity" -> quantity = json.smallInteger();
        default -> throw json.unknownField();
      }
    }
    return new ShippedLine(json.required(line, "line"), json.required(quantity, "quantity"));
  }

  static DeliverShipment deliver(JsonReader json, OrderId order, int shipment) {
    Long deliveredAtMillis = json.onlyField("at", json::timeMillis);
    return new DeliverShipment(order, shipment, json.required(deliveredAtMillis, "at"));
  }
}
