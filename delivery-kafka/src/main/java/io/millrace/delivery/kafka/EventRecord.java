package io.millrace.delivery.kafka;

import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.fact.FactWords;
import io.millrace.model.fact.OrderFact;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.node.follow.FollowedFact;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A fact as a record. What has the same key is in one partition and so in order: an order's facts,
 * a SKU's, and all else of a shop.
 */
final class EventRecord {
  private static final String TYPE = "type";
  private static final String SHOP = "shop";
  private static final String POSITION = "position";

  private EventRecord() {}

  /** Null for what is about no shop: it is nobody's business. */
  static @Nullable ProducerRecord<byte[], byte[]> of(
      String topic, FollowedFact fact, EventBytes bytes) {
    Recorded recorded = fact.recorded();
    ShopId shop = recorded.shop();
    if (shop == null || !(recorded.fact() instanceof ShopFact of)) {
      return null;
    }
    return new ProducerRecord<>(
        topic,
        null, // its key says which
        null, // when it was published: a topic forgets by that, and history is not to vanish at
        // once
        utf8(key(shop, of)),
        bytes.of(fact),
        List.of(
            new RecordHeader(TYPE, utf8(FactWords.of(of))),
            new RecordHeader(SHOP, utf8(shop.value())),
            new RecordHeader(POSITION, utf8(Long.toString(recorded.shopSequence())))));
  }

  private static String key(ShopId shop, ShopFact fact) {
    if (fact instanceof OrderFact order) {
      return order.order().toString();
    }
    if (fact instanceof StockMoved moved) {
      return shop + "/" + moved.sku();
    }
    return fact instanceof SkuDefined sku ? shop + "/" + sku.sku() : shop.value();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
