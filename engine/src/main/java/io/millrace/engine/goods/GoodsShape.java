package io.millrace.engine.goods;

import io.millrace.engine.shape.Texts;
import io.millrace.engine.shop.ShopShape;
import io.millrace.model.Limits;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.MoveStock;
import io.millrace.model.refusal.Invalid;
import io.millrace.model.refusal.Refusal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What requests about SKUs and stock must look like. */
public final class GoodsShape {
  private GoodsShape() {}

  public static @Nullable Refusal check(DefineSku define) {
    return check("", define.description());
  }

  /** Items are looked at one by one, and answered so: {@link Batching}. */
  public static @Nullable Refusal check(DefineSkus batch) {
    if (batch.items().isEmpty()) {
      return new Invalid("items", "must not be empty");
    }
    if (batch.items().size() > Limits.SKU_BATCH_ITEMS_MAX) {
      return new Invalid("items", "has at most " + Limits.SKU_BATCH_ITEMS_MAX + " items");
    }
    Set<SkuId> seen = new HashSet<>();
    for (int i = 0; i < batch.items().size(); i++) {
      SkuId sku = Batching.named(batch.items().get(i));
      if (sku != null && !seen.add(sku)) {
        return new Invalid("items[" + i + "].sku", "is there twice");
      }
      if (batch.items().get(i) instanceof DefineSkus.Unread unread && isTooLong(unread)) {
        return new Invalid("items[" + i + "]", "is wrong in too many words");
      }
    }
    return null;
  }

  private static boolean isTooLong(DefineSkus.Unread unread) {
    return unread.field().length() > Limits.BATCH_FIELD_CHARS_MAX
        || unread.detail().length() > Limits.BATCH_DETAIL_CHARS_MAX;
  }

  public static @Nullable Refusal check(MoveStock move) {
    int quantity = move.quantity();
    if (quantity == 0) {
      return new Invalid("quantity", "must not be 0");
    }
    if (quantity > Limits.MOVEMENT_QUANTITY_MAX || quantity < -Limits.MOVEMENT_QUANTITY_MAX) {
      return new Invalid("quantity", "moves at most " + Limits.MOVEMENT_QUANTITY_MAX + " units");
    }
    return Texts.checkOptional("reference", move.reference(), Limits.REFERENCE_CHARS_MAX);
  }

  static @Nullable Invalid check(String prefix, SkuDescription description) {
    Invalid wrong = Texts.check(prefix + "name", description.name(), Limits.SKU_NAME_CHARS_MAX);
    if (wrong != null) {
      return wrong;
    }
    if (description.price() < 0 || description.price() > Limits.AMOUNT_MAX) {
      return new Invalid(prefix + "price.amount", "must be from 0 to " + Limits.AMOUNT_MAX);
    }
    wrong =
        Texts.checkOptional(
            prefix + "description", description.description(), Limits.SKU_DESCRIPTION_CHARS_MAX);
    if (wrong != null) {
      return wrong;
    }
    wrong =
        Texts.checkOptional(
            prefix + "imageUrl", description.imageUrl(), Limits.IMAGE_URL_CHARS_MAX);
    return wrong != null ? wrong : check(prefix, description.perBuyerLimit());
  }

  private static @Nullable Invalid check(String prefix, @Nullable PerBuyerLimit limit) {
    if (limit == null) {
      return null;
    }
    if (limit.quantity() < 1 || limit.quantity() > Limits.PER_BUYER_QUANTITY_MAX) {
      return new Invalid(
          prefix + "perBuyerLimit.quantity", "must be from 1 to " + Limits.PER_BUYER_QUANTITY_MAX);
    }
    return limit.period() == null
        ? null
        : ShopShape.checkDuration(
            prefix + "perBuyerLimit.period",
            limit.period(),
            Limits.PER_BUYER_PERIOD_MIN,
            Limits.PER_BUYER_PERIOD_MAX);
  }
}
