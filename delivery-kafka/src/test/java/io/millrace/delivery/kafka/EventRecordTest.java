package io.millrace.delivery.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.MerchantKeyRevoked;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.fact.TimePassed;
import io.millrace.node.follow.FollowedFact;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of a fact is key, and what header. */
class EventRecordTest {
  private static final ShopId SHOP = new ShopId("mill");

  private static @Nullable ProducerRecord<byte[], byte[]> record(@Nullable ShopId shop, Fact fact) {
    Recorded recorded = new Recorded(Level.CURRENT, shop, 7, Actor.OPERATOR, null, fact);
    return EventRecord.of(
        "facts",
        new FollowedFact(9, 1, 1_800_000_000_000L, recorded),
        _ -> "body".getBytes(StandardCharsets.UTF_8));
  }

  private static ProducerRecord<byte[], byte[]> published(Fact fact) {
    return Objects.requireNonNull(record(SHOP, fact));
  }

  private static String key(Fact fact) {
    return new String(published(fact).key(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldKeepTogetherWhatIsAboutOneThing() {
    assertThat(key(new OrderCancelled(new OrderId(42), null, OrderStatus.CANCELLED, 2)))
        .isEqualTo("42");
    assertThat(key(new StockMoved(1, new SkuId("flour"), 5, MovementCause.RECEIVED, null, 2)))
        .isEqualTo("mill/flour");
    assertThat(key(new MerchantKeyRevoked("k-1"))).isEqualTo("mill");
  }

  @Test
  void shouldSayInHeadersWhatAConsumerChoosesBy() {
    ProducerRecord<byte[], byte[]> record = published(new MerchantKeyRevoked("k-1"));
    assertThat(record.headers().toArray())
        .extracting(
            header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
        .containsExactly("type=merchant_key.revoked", "shop=mill", "position=7");
    assertThat(record.value()).isEqualTo("body".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldKeepWhatIsAboutNoShopToItself() {
    assertThat(record(null, new TimePassed())).isNull();
  }
}
