package io.millrace.edge.sku;

import io.millrace.edge.json.JsonReader;
import io.millrace.edge.json.JsonRefused;
import io.millrace.edge.json.JsonWriter;
import io.millrace.edge.shop.ShopMoney;
import io.millrace.model.Limits;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.answer.SkuView;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.fact.SkuBatchAnswered;
import java.nio.charset.StandardCharsets;
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

  /** The items of a batch: SKUs that name themselves. What is wrong with one stops no other. */
  static List<DefineSkus.Item> batch(JsonReader json, ShopMoney money) {
    List<DefineSkus.Item> items =
        json.onlyField(
            "items",
            () ->
                json.list(() ->
                    json.<DefineSkus.Item>orUnread(() -> batchItem(json, money), SkuJson::unread)));
    return json.required(items, "items");
  }

  private static DefineSkus.Unread unread(JsonRefused refused, String text) {
    return new DefineSkus.Unread(
        named(text),
        text,
        atMost(Limits.BATCH_FIELD_CHARS_MAX, refused.field()),
        atMost(Limits.BATCH_DETAIL_CHARS_MAX, refused.detail()));
  }

  /** Which SKU an item is about that is otherwise not to be read; null if it does not say. */
  private static @Nullable SkuId named(String text) {
    try {
      return JsonReader.read(
          text.getBytes(StandardCharsets.UTF_8),
          json -> {
            @Nullable SkuId sku = null;
            json.openObject();
            for (String field = json.nextField(); field != null; field = json.nextField()) {
              if (field.equals("sku")) {
                sku = json.name(SkuId::new);
              } else {
                json.skipValue();
              }
            }
            return sku;
          });
    } catch (JsonRefused nameless) {
      return null;
    }
  }

  private static String atMost(int charsMax, String text) {
    if (text.length() <= charsMax) {
      return text;
    }
    // Half of a surrogate pair is no text.
    int end = Character.isHighSurrogate(text.charAt(charsMax - 2)) ? charsMax - 2 : charsMax - 1;
    return text.substring(0, end) + "…";
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

  /** One item of a batch's answer; a refused one says what a problem would say. */
  static void write(JsonWriter json, SkuBatchAnswered.Entry entry) {
    switch (entry) {
      case SkuBatchAnswered.Item item ->
          json.text("sku", item.sku().value())
              .text("outcome", item.outcome().name())
              .number("version", item.version());
      case SkuBatchAnswered.Refused refused -> {
        SkuId sku = refused.sku();
        String field = refused.field();
        json.textIfAny("sku", sku == null ? null : sku.value())
            .text("outcome", "REFUSED")
            .text("code", refused.code().word())
            .textIfAny("field", field.isEmpty() ? null : field)
            .text("detail", (field.isEmpty() ? "" : field + ": ") + refused.detail());
      }
    }
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
