package io.millrace.app.logfile;

import io.millrace.model.Charge;
import io.millrace.model.Fingerprint;
import io.millrace.model.Label;
import io.millrace.model.PricedLine;
import io.millrace.model.ShippedLine;
import io.millrace.model.fact.CompletionPostponed;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderChange;
import io.millrace.model.fact.OrderCompleted;
import io.millrace.model.fact.OrderExpired;
import io.millrace.model.fact.OrderExtended;
import io.millrace.model.fact.OrderFact;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.OrderShipped;
import io.millrace.model.fact.OrderStuck;
import io.millrace.model.fact.ShipmentDelivered;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The part of {@link FactJson} that is about orders. */
final class OrderJson {

  private OrderJson() {}

  static void write(JsonGenerator json, OrderFact fact) {
    json.writeStringProperty("order", fact.order().toString());
    switch (fact) {
      case OrderPlaced placed -> placed(json, placed);
      case OrderChange change -> {
        changed(json, change);
        json.writeStringProperty("status", change.status().name());
        json.writeNumberProperty("version", change.version());
      }
    }
  }

  private static void changed(JsonGenerator json, OrderChange change) {
    switch (change) {
      case OrderMarkedPaid paid -> {
        json.writeNumberProperty("amount", paid.amount());
        json.writeStringProperty("reference", paid.reference());
        json.writeStringProperty("paidAt", time(paid.paidAtMillis()));
        timeIfAny(json, "stuckAt", paid.stuckAtMillis());
      }
      case OrderCancelled cancelled -> FactJson.optional(json, "reason", cancelled.reason());
      case OrderExtended extended ->
          json.writeStringProperty("paymentDeadline", time(extended.paymentDeadlineMillis()));
      case OrderStuck stuck -> {
        json.writeStringProperty("why", stuck.why().name());
        json.writeStringProperty("since", time(stuck.sinceMillis()));
      }
      case CompletionPostponed postponed ->
          json.writeStringProperty("completesAt", time(postponed.completeAtMillis()));
      case OrderShipped shipped -> shipped(json, shipped);
      case ShipmentDelivered delivered -> {
        json.writeNumberProperty("shipment", delivered.shipment());
        json.writeStringProperty("deliveredAt", time(delivered.deliveredAtMillis()));
        timeIfAny(json, "completesAt", delivered.completeAtMillis());
      }
      case OrderCompleted completed -> timeIfAny(json, "finalAt", completed.finalAtMillis());
      case OrderExpired _ -> {
        // says no more than that it is so
      }
    }
  }

  private static void placed(JsonGenerator json, OrderPlaced placed) {
    json.writeStringProperty("buyer", placed.buyer().value());
    json.writeArrayPropertyStart("lines");
    for (PricedLine line : placed.lines()) {
      json.writeStartObject();
      json.writeStringProperty("sku", line.sku().value());
      json.writeStringProperty("name", line.name());
      json.writeNumberProperty("quantity", line.quantity());
      json.writeNumberProperty("unitPrice", line.unitPrice());
      json.writeBooleanProperty("counted", line.counted());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("charges");
    for (Charge charge : placed.charges()) {
      json.writeStartObject();
      json.writeStringProperty("kind", charge.kind().name());
      json.writeStringProperty("label", charge.label());
      json.writeNumberProperty("amount", charge.amount());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringProperty("currency", placed.currency().getCurrencyCode());
    json.writeNumberProperty("total", placed.total());
    json.writeStringProperty("paymentDeadline", time(placed.paymentDeadlineMillis()));
    named(json, placed.reference(), placed.metadata());
    Fingerprint token = placed.submitToken();
    if (token != null) {
      json.writeStringProperty("submitToken", hex(token));
    }
  }

  private static void shipped(JsonGenerator json, OrderShipped shipped) {
    json.writeNumberProperty("shipment", shipped.shipment());
    json.writeArrayPropertyStart("lines");
    for (ShippedLine line : shipped.lines()) {
      json.writeStartObject();
      json.writeNumberProperty("line", line.line());
      json.writeNumberProperty("quantity", line.quantity());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringProperty("carrier", shipped.carrier());
    json.writeStringProperty("trackingNumber", shipped.trackingNumber());
    named(json, shipped.reference(), shipped.metadata());
    timeIfAny(json, "stuckAt", shipped.stuckAtMillis());
    timeIfAny(json, "completesAt", shipped.completeAtMillis());
  }

  private static void named(JsonGenerator json, @Nullable String reference, List<Label> metadata) {
    FactJson.optional(json, "reference", reference);
    json.writeObjectPropertyStart("metadata");
    for (Label label : metadata) {
      json.writeStringProperty(label.name(), label.value());
    }
    json.writeEndObject();
  }

  private static void timeIfAny(JsonGenerator json, String name, long millis) {
    if (millis != 0) {
      json.writeStringProperty(name, time(millis));
    }
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  static String hex(Fingerprint fingerprint) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(fingerprint.high()) + hex.toHexDigits(fingerprint.low());
  }
}
