package io.millrace.model.wire;

import com.google.protobuf.CodedInputStream;
import io.millrace.model.MovementCause;
import io.millrace.model.Secret;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.Stays;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.OrderFact;
import io.millrace.model.fact.OrdersArchived;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.WebhookFact;
import io.millrace.model.refusal.Code;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wire forms of the facts about shops, keys and stock. */
final class ShopFacts {

  private ShopFacts() {}

  static void write(WireWriter out, ShopFact fact) {
    switch (fact) {
      case ShopDefined defined -> write(out, defined);
      case MerchantKeyIssued issued -> {
        int message = out.open(Wire.MERCHANT_KEY_ISSUED);
        out.text(1, issued.id());
        out.bytes(2, issued.hash().bytes());
        out.close(message);
      }
      case MerchantKeyRevoked revoked -> {
        int message = out.open(Wire.MERCHANT_KEY_REVOKED);
        out.text(1, revoked.id());
        out.close(message);
      }
      case BuyerSecretIssued issued -> {
        int message = out.open(Wire.BUYER_SECRET_ISSUED);
        out.text(1, issued.kid());
        out.bytes(2, issued.sealed().bytes());
        out.text(3, issued.retired());
        out.close(message);
      }
      case SkuDefined defined -> {
        int message = out.open(Wire.SKU_DEFINED);
        out.text(1, defined.sku().value());
        SkuDescriptions.write(out, 2, defined.description());
        out.number(3, defined.version());
        out.close(message);
      }
      case SkuBatchAnswered answered -> write(out, answered);
      case StockMoved moved -> write(out, moved);
      case OrderFact order -> OrderFacts.write(out, order);
      case OrdersArchived archived -> ArchivedOrders.write(out, archived);
      case TaskFact task -> TaskFacts.write(out, task);
      case WebhookFact webhook -> WebhookFacts.write(out, webhook);
    }
  }

  private static void write(WireWriter out, ShopDefined defined) {
    ShopSettings settings = defined.settings();
    int message = out.open(Wire.SHOP_DEFINED);
    out.text(1, settings.name());
    out.text(2, settings.currency().getCurrencyCode());
    out.text(3, settings.timezone().getId());
    out.number(4, settings.paymentTimeout().toMillis());
    for (String origin : settings.allowedOrigins()) {
      out.text(5, origin);
    }
    out.number(6, defined.version());
    Stays stays = settings.stays();
    out.number(7, stays.unshipped().toMillis());
    out.number(8, stays.uncompleted().toMillis());
    out.number(9, stays.completeAfterShipping().toMillis());
    out.number(10, stays.completeAfterDelivery().toMillis());
    out.number(11, settings.refundWindow().toMillis());
    out.close(message);
  }

  private static void write(WireWriter out, SkuBatchAnswered answered) {
    int message = out.open(Wire.SKU_BATCH_ANSWERED);
    for (SkuBatchAnswered.Item item : answered.items()) {
      int nested = out.open(1);
      out.text(1, item.sku().value());
      out.number(2, item.outcome().number());
      out.number(3, item.version());
      out.close(nested);
    }
    for (SkuBatchAnswered.Refused refused : answered.refused()) {
      int nested = out.open(2);
      out.number(1, refused.place());
      SkuId sku = refused.sku();
      out.text(2, sku == null ? null : sku.value());
      out.number(3, refused.code().number());
      out.text(4, refused.field());
      out.text(5, refused.detail());
      out.close(nested);
    }
    out.close(message);
  }

  private static void write(WireWriter out, StockMoved moved) {
    int message = out.open(Wire.STOCK_MOVED);
    out.number(1, moved.id());
    out.text(2, moved.sku().value());
    out.signed(3, moved.quantity());
    out.number(4, moved.cause().number());
    out.text(5, moved.reference());
    out.number(6, moved.version());
    out.close(message);
  }

  static @Nullable Fact read(CodedInputStream in, int type) throws IOException {
    return switch (type) {
      case Wire.SHOP_DEFINED -> Wire.nested(in, ShopFacts::shopDefined);
      case Wire.MERCHANT_KEY_ISSUED -> Wire.nested(in, ShopFacts::merchantKeyIssued);
      case Wire.MERCHANT_KEY_REVOKED -> Wire.nested(in, ShopFacts::merchantKeyRevoked);
      case Wire.BUYER_SECRET_ISSUED -> Wire.nested(in, ShopFacts::buyerSecretIssued);
      case Wire.SKU_DEFINED -> Wire.nested(in, ShopFacts::skuDefined);
      case Wire.SKU_BATCH_ANSWERED -> Wire.nested(in, ShopFacts::skuBatchAnswered);
      case Wire.STOCK_MOVED -> Wire.nested(in, ShopFacts::stockMoved);
      case Wire.ORDERS_ARCHIVED -> Wire.nested(in, ArchivedOrders::read);
      default -> null;
    };
  }

  private static ShopDefined shopDefined(CodedInputStream in) throws IOException {
    String name = "";
    String currency = "";
    String timezone = "";
    long paymentTimeoutMillis = 0;
    Stays usual = Stays.DEFAULT;
    Duration[] stays = {
      usual.unshipped(),
      usual.uncompleted(),
      usual.completeAfterShipping(),
      usual.completeAfterDelivery()
    };
    Duration refundWindow = ShopSettings.REFUND_WINDOW_DEFAULT;
    List<String> origins = new ArrayList<>();
    int version = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> name = in.readStringRequireUtf8();
        case 2 -> currency = in.readStringRequireUtf8();
        case 3 -> timezone = in.readStringRequireUtf8();
        case 4 -> paymentTimeoutMillis = in.readUInt64();
        case 5 -> origins.add(in.readStringRequireUtf8());
        case 6 -> version = in.readUInt32();
        case 7, 8, 9, 10 -> stays[Wire.field(tag) - 7] = Duration.ofMillis(in.readUInt64());
        case 11 -> refundWindow = Duration.ofMillis(in.readUInt64());
        default -> in.skipField(tag);
      }
    }
    ShopSettings settings =
        new ShopSettings(
            name,
            Currency.getInstance(currency),
            ZoneId.of(timezone),
            Duration.ofMillis(paymentTimeoutMillis),
            origins,
            new Stays(stays[0], stays[1], stays[2], stays[3]),
            refundWindow);
    return new ShopDefined(settings, version);
  }

  private static MerchantKeyIssued merchantKeyIssued(CodedInputStream in) throws IOException {
    String id = "";
    byte[] hash = {};
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> id = in.readStringRequireUtf8();
        case 2 -> hash = in.readByteArray();
        default -> in.skipField(tag);
      }
    }
    return new MerchantKeyIssued(id, new Secret(hash));
  }

  private static MerchantKeyRevoked merchantKeyRevoked(CodedInputStream in) throws IOException {
    String id = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (Wire.field(tag) == 1) {
        id = in.readStringRequireUtf8();
      } else {
        in.skipField(tag);
      }
    }
    return new MerchantKeyRevoked(id);
  }

  private static BuyerSecretIssued buyerSecretIssued(CodedInputStream in) throws IOException {
    String kid = "";
    byte[] sealed = {};
    String retired = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> kid = in.readStringRequireUtf8();
        case 2 -> sealed = in.readByteArray();
        case 3 -> retired = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    return new BuyerSecretIssued(kid, new Secret(sealed), retired);
  }

  private static SkuDefined skuDefined(CodedInputStream in) throws IOException {
    SkuId sku = null;
    SkuDescription description = null;
    int version = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> sku = new SkuId(in.readStringRequireUtf8());
        case 2 -> description = Wire.nested(in, SkuDescriptions::read);
        case 3 -> version = in.readUInt32();
        default -> in.skipField(tag);
      }
    }
    return new SkuDefined(
        Wire.require(sku, "SKU"), Wire.require(description, "description"), version);
  }

  private static SkuBatchAnswered skuBatchAnswered(CodedInputStream in) throws IOException {
    List<SkuBatchAnswered.Item> items = new ArrayList<>();
    List<SkuBatchAnswered.Refused> refused = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> items.add(Wire.nested(in, ShopFacts::batchItem));
        case 2 -> refused.add(Wire.nested(in, ShopFacts::refusedItem));
        default -> in.skipField(tag);
      }
    }
    return new SkuBatchAnswered(items, refused);
  }

  private static SkuBatchAnswered.Refused refusedItem(CodedInputStream in) throws IOException {
    int place = 0;
    SkuId sku = null;
    int code = 0;
    String field = "";
    String detail = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> place = in.readUInt32();
        case 2 -> sku = new SkuId(in.readStringRequireUtf8());
        case 3 -> code = in.readUInt32();
        case 4 -> field = in.readStringRequireUtf8();
        case 5 -> detail = in.readStringRequireUtf8();
        default -> in.skipField(tag);
      }
    }
    return new SkuBatchAnswered.Refused(
        place, sku, Wire.known(Code.values(), Code::number, code), field, detail);
  }

  private static SkuBatchAnswered.Item batchItem(CodedInputStream in) throws IOException {
    SkuId sku = null;
    int outcome = 0;
    int version = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> sku = new SkuId(in.readStringRequireUtf8());
        case 2 -> outcome = in.readUInt32();
        case 3 -> version = in.readUInt32();
        default -> in.skipField(tag);
      }
    }
    return new SkuBatchAnswered.Item(
        Wire.require(sku, "SKU"),
        Wire.known(SkuBatchAnswered.Outcome.values(), SkuBatchAnswered.Outcome::number, outcome),
        version);
  }

  private static StockMoved stockMoved(CodedInputStream in) throws IOException {
    long id = 0;
    SkuId sku = null;
    int quantity = 0;
    int cause = 0;
    String reference = null;
    long version = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (Wire.field(tag)) {
        case 1 -> id = in.readUInt64();
        case 2 -> sku = new SkuId(in.readStringRequireUtf8());
        case 3 -> quantity = Math.toIntExact(in.readSInt64());
        case 4 -> cause = in.readUInt32();
        case 5 -> reference = in.readStringRequireUtf8();
        case 6 -> version = in.readUInt64();
        default -> in.skipField(tag);
      }
    }
    return new StockMoved(
        id,
        Wire.require(sku, "SKU"),
        quantity,
        Wire.known(MovementCause.values(), MovementCause::number, cause),
        reference,
        version);
  }
}
