package io.millrace.model.wire;

import com.google.protobuf.ByteString;
import io.millrace.model.PerBuyerLimit;
import io.millrace.model.Recorded;
import io.millrace.model.RequestKey;
import io.millrace.model.Secret;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SlotTable;
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
import io.millrace.model.wire.facts.Batch;
import io.millrace.model.wire.facts.MovementCause;
import io.millrace.model.wire.facts.Record;
import io.millrace.model.wire.facts.Role;
import io.millrace.model.wire.facts.SkuBatchItem;
import io.millrace.model.wire.facts.SkuBatchOutcome;
import io.millrace.model.wire.facts.SkuBatchRefusal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;

/**
 * The same facts said with the builders that protoc makes of docs/formats/facts.proto. Enums go by
 * name: so their numbers are compared, too.
 */
final class ProtobufTwin {

  private ProtobufTwin() {}

  static Batch of(List<Recorded> facts) {
    Batch.Builder batch = Batch.newBuilder();
    for (Recorded fact : facts) {
      batch.addFact(of(fact));
    }
    return batch.build();
  }

  private static Record of(Recorded recorded) {
    Record.Builder out =
        Record.newBuilder()
            .setLevel(recorded.level())
            .setShopSequence(recorded.shopSequence())
            .setRole(Role.valueOf(recorded.actor().role().name()))
            .setActor(recorded.actor().id());
    if (recorded.shop() != null) {
      out.setShop(recorded.shop().value());
    }
    RequestKey key = recorded.key();
    if (key != null) {
      out.setKeyScopeHigh(key.scope().high())
          .setKeyScopeLow(key.scope().low())
          .setKeyCommandHigh(key.command().high())
          .setKeyCommandLow(key.command().low());
    }
    put(out, recorded.fact());
    return out.build();
  }

  private static void put(Record.Builder out, Fact fact) {
    switch (fact) {
      case Opened opened -> opened(out, opened);
      case LevelRaised raised -> out.getLevelRaisedBuilder().setLevel(raised.level());
      case TimePassed _ -> out.getTimePassedBuilder();
      case ShopDefined defined -> shopDefined(out, defined);
      case MerchantKeyIssued issued ->
          out.getMerchantKeyIssuedBuilder().setId(issued.id()).setHash(bytes(issued.hash()));
      case MerchantKeyRevoked revoked -> out.getMerchantKeyRevokedBuilder().setId(revoked.id());
      case BuyerSecretIssued issued -> {
        var message =
            out.getBuyerSecretIssuedBuilder()
                .setKid(issued.kid())
                .setSealed(bytes(issued.sealed()));
        if (issued.retired() != null) {
          message.setRetired(issued.retired());
        }
      }
      case SkuDefined defined -> skuDefined(out, defined);
      case SkuBatchAnswered answered -> {
        var message = out.getSkuBatchAnsweredBuilder();
        for (SkuBatchAnswered.Item item : answered.items()) {
          message.addItems(
              SkuBatchItem.newBuilder()
                  .setSku(item.sku().value())
                  .setOutcome(SkuBatchOutcome.valueOf(item.outcome().name()))
                  .setVersion(item.version()));
        }
        for (SkuBatchAnswered.Refused refused : answered.refused()) {
          SkuBatchRefusal.Builder item =
              SkuBatchRefusal.newBuilder()
                  .setPlace(refused.place())
                  .setCode(refused.code().number())
                  .setField(refused.field())
                  .setDetail(refused.detail());
          SkuId sku = refused.sku();
          if (sku != null) {
            item.setSku(sku.value());
          }
          message.addRefused(item);
        }
      }
      case StockMoved moved -> {
        var message =
            out.getStockMovedBuilder()
                .setId(moved.id())
                .setSku(moved.sku().value())
                .setQuantity(moved.quantity())
                .setCause(MovementCause.valueOf(moved.cause().name()))
                .setVersion(moved.version());
        if (moved.reference() != null) {
          message.setReference(moved.reference());
        }
      }
      case OrderFact order -> OrderTwin.put(out, order);
      case OrdersArchived archived -> {
        var message = out.getOrdersArchivedBuilder();
        archived.orders().forEach(order -> message.addOrders(order.value()));
        message.setKeptUpTo(archived.keptUpTo());
      }
      case TaskFact task -> TaskTwin.put(out, task);
      case WebhookFact webhook -> WebhookTwin.put(out, webhook);
    }
  }

  private static void opened(Record.Builder out, Opened opened) {
    ByteBuffer shards = ByteBuffer.allocate(2 * SlotTable.SLOTS).order(ByteOrder.LITTLE_ENDIAN);
    for (int slot = 0; slot < SlotTable.SLOTS; slot++) {
      shards.putShort((short) opened.slots().shardOfSlot(slot));
    }
    out.getOpenedBuilder()
        .setLogIdHigh(opened.logIdHigh())
        .setLogIdLow(opened.logIdLow())
        .setEpoch(opened.epoch())
        .setShard(opened.shard())
        .setShards(opened.shards())
        .getSlotsBuilder()
        .setVersion(opened.slots().version())
        .setShards(ByteString.copyFrom(shards.flip()));
  }

  private static void shopDefined(Record.Builder out, ShopDefined defined) {
    ShopSettings settings = defined.settings();
    out.getShopDefinedBuilder()
        .setName(settings.name())
        .setCurrency(settings.currency().getCurrencyCode())
        .setTimezone(settings.timezone().getId())
        .setPaymentTimeoutMillis(settings.paymentTimeout().toMillis())
        .addAllAllowedOrigins(settings.allowedOrigins())
        .setVersion(defined.version())
        .setUnshippedStayMillis(settings.stays().unshipped().toMillis())
        .setUncompletedStayMillis(settings.stays().uncompleted().toMillis())
        .setCompleteAfterShippingMillis(settings.stays().completeAfterShipping().toMillis())
        .setCompleteAfterDeliveryMillis(settings.stays().completeAfterDelivery().toMillis())
        .setRefundWindowMillis(settings.refundWindow().toMillis());
  }

  private static void skuDefined(Record.Builder out, SkuDefined defined) {
    SkuDescription description = defined.description();
    var message =
        out.getSkuDefinedBuilder().setSku(defined.sku().value()).setVersion(defined.version());
    var nested =
        message
            .getDescriptionBuilder()
            .setName(description.name())
            .setPrice(description.price())
            .setOnSale(description.onSale());
    if (description.description() != null) {
      nested.setDescription(description.description());
    }
    if (description.imageUrl() != null) {
      nested.setImageUrl(description.imageUrl());
    }
    PerBuyerLimit limit = description.perBuyerLimit();
    if (limit != null) {
      Duration period = limit.period();
      nested
          .getPerBuyerLimitBuilder()
          .setQuantity(limit.quantity())
          .setPeriodMillis(period == null ? 0 : period.toMillis());
    }
  }

  private static ByteString bytes(Secret secret) {
    return ByteString.copyFrom(secret.bytes());
  }
}
