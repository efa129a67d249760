package io.millrace.edge.sku;

import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.shop.ShopMoney;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.answer.SkuView;
import io.millrace.model.command.DefineSku;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A SKU on the wire. */
final class SkuJson {
  private SkuJson() {}

  static DefineSku define(JsonReader json, SkuId sku, ShopMoney money) {
    Draft draft = new Draft(sku);
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      draft.read(json, field, money);
    }
    return draft.done(json);
  }

  /** The items of a batch: SKUs that name themselves. */
  static List<DefineSku> batch(JsonReader json, ShopMoney money) {
    List<DefineSku> items = json.onlyField("items", () -> json.list(() -> batchItem(json, money)));
    return json.required(items, "items");
  }

  private static DefineSku batchItem(JsonReader json, ShopMoney money) {
    Draft draft = new Draft(null);
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      if (field.equals("sku")) {
        draft.sku = json.name(SkuId::new);
      } else {
        draft.read(json, field, money);
      }
    }
    return draft.done(json);
  }

  /** A SKU while its fields arrive, in whatever order. */
  private static final class Draft {
    private @Nullable SkuId sku;
    private @Nullable String name;
    private @Nullable Long price;
    private @Nullable String description;
    private @Nullable String imageUrl;
    private @Nullable PerBuyerLimit perBuyerLimit;
    private @Nullable Boolean onSale;

    Draft(@Nullable SkuId sku) {
      this.sku = sku;
    }

    void read(JsonReader json, String field, ShopMoney money) {
      switch (field) {
        case "name" -> name = json.text();
        case "price" -> price = money.amount(json);
        case "description" -> description = json.text();
        case "imageUrl" -> imageUrl = json.text();
        case "perBuyerLimit" -> perBuyerLimit = perBuyerLimit(json);
        case "onSale" -> onSale = json.bool();
        default -> throw json.unknownField();
      }
    }

    DefineSku done(JsonReader json) {
      return new DefineSku(
          json.required(sku, "sku"),
          new SkuDescription(
              json.required(name, "name"),
              json.required(price, "price"),
              description,
              imageUrl,
              perBuyerLimit,
              json.required(onSale, "onSale")));
    }
  }

  private static PerBuyerLimit perBuyerLimit(JsonReader json) {
    @Nullable Integer quantity = null;
    @Nullable Duration period = null;
    json.openObject();
    for (String field = json.nextField(); field != null; field = json.nextField()) {
      switch (field) {
        case "quantity" -> quantity = json.smallInteger();
        case "period" -> period = json.duration();
        default -> throw json.unknownField();
      }
    }
    return new PerBuyerLimit(json.required(quantity, "quantity"), period);
  }

  static void write(JsonWriter json, SkuView view) {
    SkuDescription sku = view.description();
    json.text("id", view.sku().value())
        .text("name", sku.name())
        .money("price", sku.price(), view.currency())
        .textIfAny("description", sku.description())
        .textIfAny("imageUrl", sku.imageUrl());
    PerBuyerLimit limit = sku.perBuyerLimit();
    if (limit != null) {
      json.object("perBuyerLimit", inner -> write(inner, limit));
    }
    json.bool("onSale", sku.onSale())
        .number("version", view.version())
        .time("createdAt", view.createdAtMillis())
        .time("updatedAt", view.updatedAtMillis());
  }

  private static void write(JsonWriter json, PerBuyerLimit limit) {
    json.number("quantity", limit.quantity());
    Duration period = limit.period();
    if (period != null) {
      json.text("period", period.toString());
    }
  }
}
