package io.millrace.edge.shop;

import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonWriter;
import io.millrace.model.ShopSettings;
import io.millrace.model.Stays;
import io.millrace.model.answer.ShopView;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shop on the wire. */
final class ShopJson {
  private ShopJson() {}

  static ShopSettings settings(JsonReader json) {
    @Nullable String name = null;
    @Nullable Currency currency = null;
    @Nullable ZoneId timezone = null;
    @Nullable Duration paymentTimeout = null;
    List<String> allowedOrigins = List.of();
    Stays stays = Stays.DEFAULT;
    Duration refundWindow = ShopSettings.REFUND_WINDOW_DEFAULT;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "name" -> name = json.text();
        case "currency" -> currency = json.currency();
        case "timezone" -> timezone = json.name(ShopJson::zone);
        case "paymentTimeout" -> paymentTimeout = json.duration();
        case "allowedOrigins" -> allowedOrigins = json.list(json::text);
        case "stays" -> stays = stays(json);
        case "refundWindow" -> refundWindow = json.duration();
        default -> throw json.unknownField();
      }
    }
    return new ShopSettings(
        json.required(name, "name"),
        json.required(currency, "currency"),
        json.required(timezone, "timezone"),
        json.required(paymentTimeout, "paymentTimeout"),
        allowedOrigins,
        stays,
        refundWindow);
  }

  /** Written out or not, a default is the same. */
  private static Stays stays(JsonReader json) {
    Duration unshipped = Stays.DEFAULT.unshipped();
    Duration uncompleted = Stays.DEFAULT.uncompleted();
    Duration completeAfterShipping = Stays.DEFAULT.completeAfterShipping();
    Duration completeAfterDelivery = Stays.DEFAULT.completeAfterDelivery();
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "unshipped" -> unshipped = json.duration();
        case "uncompleted" -> uncompleted = json.duration();
        case "completeAfterShipping" -> completeAfterShipping = json.duration();
        case "completeAfterDelivery" -> completeAfterDelivery = json.duration();
        default -> throw json.unknownField();
      }
    }
    return new Stays(unshipped, uncompleted, completeAfterShipping, completeAfterDelivery);
  }

  static void write(JsonWriter json, ShopView shop) {
    ShopSettings settings = shop.settings();
    json.text("id", shop.shop().value())
        .text("name", settings.name())
        .text("currency", settings.currency().getCurrencyCode())
        .text("timezone", settings.timezone().getId())
        .text("paymentTimeout", settings.paymentTimeout().toString())
        .texts("allowedOrigins", settings.allowedOrigins())
        .object("stays", inner -> write(inner, settings.stays()))
        .text("refundWindow", settings.refundWindow().toString())
        .number("version", shop.version())
        .time("createdAt", shop.createdAtMillis())
        .time("updatedAt", shop.updatedAtMillis());
  }

  private static void write(JsonWriter json, Stays stays) {
    json.text("unshipped", stays.unshipped().toString())
        .text("uncompleted", stays.uncompleted().toString())
        .text("completeAfterShipping", stays.completeAfterShipping().toString())
        .text("completeAfterDelivery", stays.completeAfterDelivery().toString());
  }

  private static ZoneId zone(String id) {
    // An offset such as +08:00 would also be a ZoneId, but knows no summer time.
    if (!ZoneId.getAvailableZoneIds().contains(id)) {
      throw new IllegalArgumentException("must be an IANA time zone such as Asia/Shanghai");
    }
    return ZoneId.of(id);
  }
}
