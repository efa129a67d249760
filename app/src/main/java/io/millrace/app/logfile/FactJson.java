package io.millrace.app.logfile;

import io.millrace.model.PerBuyerLimit;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.Stays;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderFact;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.TimePassed;
import io.millrace.model.fact.WebhookFact;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The fields of a fact as JSON properties. Names are those of the API where it has them; ids are
 * texts, because 63 bits do not survive JavaScript.
 */
final class FactJson {

  private FactJson() {}

  static void write(JsonGenerator json, Fact fact) {
    switch (fact) {
      case Opened opened -> opened(json, opened);
      case LevelRaised raised -> json.writeNumberProperty("level", raised.level());
      case TimePassed _ -> {}
      case ShopDefined defined -> shopDefined(json, defined);
      case MerchantKeyIssued issued -> {
        json.writeStringProperty("id", issued.id());
        json.writeStringProperty("hash", issued.hash().toHex());
      }
      case MerchantKeyRevoked revoked -> json.writeStringProperty("id", revoked.id());
      case BuyerSecretIssued issued -> {
        json.writeStringProperty("kid", issued.kid());
        json.writeStringProperty("sealed", issued.sealed().toHex());
        optional(json, "retired", issued.retired());
      }
      case SkuDefined defined -> skuDefined(json, defined);
      case SkuBatchAnswered answered -> skuBatchAnswered(json, answered);
      case StockMoved moved -> {
        json.writeStringProperty("id", Long.toString(moved.id()));
        json.writeStringProperty("sku", moved.sku().value());
        json.writeNumberProperty("quantity", moved.quantity());
        json.writeStringProperty("cause", moved.cause().name());
        optional(json, "reference", moved.reference());
        json.writeNumberProperty("version", moved.version());
      }
      case OrderFact order -> OrderJson.write(json, order);
      case OrdersArchived archived -> {
        json.writeArrayPropertyStart("orders");
        archived.orders().forEach(order -> json.writeString(order.toString()));
        json.writeEndArray();
        json.writeNumberProperty("keptUpTo", archived.keptUpTo());
      }
      case TaskFact task -> TaskFactJson.write(json, task);
      case WebhookFact webhook -> WebhookFactJson.write(json, webhook);
    }
  }

  private static void opened(JsonGenerator json, Opened opened) {
    HexFormat hex = HexFormat.of();
    json.writeStringProperty(
        "logId", hex.toHexDigits(opened.logIdHigh()) + hex.toHexDigits(opened.logIdLow()));
    json.writeNumberProperty("epoch", opened.epoch());
    json.writeNumberProperty("shard", opened.shard());
    json.writeNumberProperty("shards", opened.shards());
    json.writeNumberProperty("slotTable", opened.slots().version());
  }

  private static void shopDefined(JsonGenerator json, ShopDefined defined) {
    ShopSettings settings = defined.settings();
    json.writeStringProperty("name", settings.name());
    json.writeStringProperty("currency", settings.currency().getCurrencyCode());
    json.writeStringProperty("timezone", settings.timezone().getId());
    json.writeStringProperty("paymentTimeout", settings.paymentTimeout().toString());
    json.writeArrayPropertyStart("allowedOrigins");
    settings.allowedOrigins().forEach(json::writeString);
    json.writeEndArray();
    Stays stays = settings.stays();
    json.writeObjectPropertyStart("stays");
    json.writeStringProperty("unshipped", stays.unshipped().toString());
    json.writeStringProperty("uncompleted", stays.uncompleted().toString());
    json.writeStringProperty("completeAfterShipping", stays.completeAfterShipping().toString());
    json.writeStringProperty("completeAfterDelivery", stays.completeAfterDelivery().toString());
    json.writeEndObject();
    json.writeStringProperty("refundWindow", settings.refundWindow().toString());
    json.writeNumberProperty("version", defined.version());
  }

  private static void skuDefined(JsonGenerator json, SkuDefined defined) {
    SkuDescription description = defined.description();
    json.writeStringProperty("sku", defined.sku().value());
    json.writeStringProperty("name", description.name());
    json.writeNumberProperty("price", description.price());
    optional(json, "description", description.description());
    optional(json, "imageUrl", description.imageUrl());
    PerBuyerLimit limit = description.perBuyerLimit();
    if (limit != null) {
      json.writeObjectPropertyStart("perBuyerLimit");
      json.writeNumberProperty("quantity", limit.quantity());
      Duration period = limit.period();
      if (period != null) {
        json.writeStringProperty("period", period.toString());
      }
      json.writeEndObject();
    }
    json.writeBooleanProperty("onSale", description.onSale());
    json.writeNumberProperty("version", defined.version());
  }

  private static void skuBatchAnswered(JsonGenerator json, SkuBatchAnswered answered) {
    json.writeArrayPropertyStart("items");
    for (SkuBatchAnswered.Item item : answered.items()) {
      json.writeStartObject();
      json.writeStringProperty("sku", item.sku().value());
      json.writeStringProperty("outcome", item.outcome().name());
      json.writeNumberProperty("version", item.version());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("refused");
    for (SkuBatchAnswered.Refused refused : answered.refused()) {
      json.writeStartObject();
      json.writeNumberProperty("place", refused.place());
      SkuId sku = refused.sku();
      optional(json, "sku", sku == null ? null : sku.value());
      json.writeStringProperty("code", refused.code().word());
      json.writeStringProperty("field", refused.field());
      json.writeStringProperty("detail", refused.detail());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void optional(JsonGenerator json, String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, value);
    }
  }
}
