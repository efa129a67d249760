package io.millrace.delivery.kafka;

import io.millrace.node.follow.EffectUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The topic with the cursors: a partition for each shard, whose last committed record counts. It is
 * compacted, so the last one is never forgotten: offsets of consumer groups would be, a week after
 * a stop.
 */
final class CursorsTopic {

  /**
   * Between two records of a cursor lies the mark of a transaction, or one that came to nothing.
   */
  private static final long LOOK_BACK_RECORDS = 64;

  private static final Duration POLL = Duration.ofMillis(200);

  /** A segment that is written to is not compacted: so that a start has little to read. */
  private static final String SEGMENT_BYTES = Integer.toString(16 << 20);

  private final KafkaSettings settings;

  CursorsTopic(KafkaSettings settings) {
    this.settings = settings;
  }

  /** Makes both topics if they are not there; the one for facts as the brokers make topics. */
  void make(int shards) throws EffectUnavailable {
    try (Admin admin = Admin.create(settings.admin())) {
      makeOne(admin, new NewTopic(settings.topic(), Optional.empty(), Optional.empty()));
      makeOne(
          admin,
          new NewTopic(settings.cursorsTopic(), Optional.of(shards), Optional.empty())
              .configs(
                  Map.of(
                      TopicConfig.CLEANUP_POLICY_CONFIG,
                      TopicConfig.CLEANUP_POLICY_COMPACT,
                      TopicConfig.SEGMENT_BYTES_CONFIG,
                      SEGMENT_BYTES)));
      check(admin, shards);
    } catch (KafkaException e) {
      throw new EffectUnavailable("the brokers: " + e.getMessage(), e);
    }
  }

  private static void makeOne(Admin admin, NewTopic topic) throws EffectUnavailable {
    try {
      admin.createTopics(Set.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new EffectUnavailable(
            "the topic %s cannot be made: %s".formatted(topic.name(), e.getCause()), e);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Somebody else may have made it, and it would forget. */
  private void check(Admin admin, int shards) throws EffectUnavailable {
    String topic = settings.cursorsTopic();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      Config config = described(admin.describeConfigs(Set.of(resource)).all().get(), resource);
      String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
      int partitions =
          described(admin.describeTopics(Set.of(topic)).allTopicNames().get(), topic)
              .partitions()
              .size();
      if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT) || partitions < shards) {
        throw new EffectUnavailable(
            "the topic %s must have cleanup.policy=compact and %d partitions; it has %s and %d"
                .formatted(topic, shards, policy, partitions));
      }
    } catch (ExecutionException e) {
      throw new EffectUnavailable("the topic %s: %s".formatted(topic, e.getCause()), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static <K, V> V described(Map<K, V> all, K one) throws EffectUnavailable {
    V described = all.get(one);
    if (described == null) {
      throw new EffectUnavailable("the brokers do not tell of " + one);
    }
    return described;
  }

  private static EffectUnavailable interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new EffectUnavailable("interrupted while waiting for the brokers", e);
  }

  ProducerRecord<byte[], byte[]> record(int shard, KeptCursor cursor) {
    byte[] key = ("shard-" + shard).getBytes(StandardCharsets.US_ASCII);
    return new ProducerRecord<>(settings.cursorsTopic(), shard, key, cursor.bytes());
  }

  /** The last one that was committed. */
  KeptCursor read(int shard) throws EffectUnavailable {
    TopicPartition partition = new TopicPartition(settings.cursorsTopic(), shard);
    Collection<TopicPartition> only = List.of(partition);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            settings.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(only);
      long begin = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
      long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
      long back = LOOK_BACK_RECORDS;
      byte[] last = null;
      boolean more = end > begin;
      while (last == null && more) {
        long from = Math.max(begin, end - back);
        consumer.seek(partition, from);
        last = lastUpTo(consumer, partition, end);
        more = from > begin;
        back *= LOOK_BACK_RECORDS;
      }
      return last == null ? KeptCursor.NOTHING : KeptCursor.parse(shard, last);
    } catch (KafkaException e) {
      throw new EffectUnavailable("the brokers: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new EffectUnavailable("the topic %s: %s".formatted(partition, e.getMessage()), e);
    }
  }

  private byte @Nullable [] lastUpTo(
      KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long end)
      throws EffectUnavailable {
    byte[] last = null;
    long emptyPolls = settings.patience().dividedBy(POLL);
    while (consumer.position(partition) < end) {
      long before = consumer.position(partition);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        last = record.value();
      }
      if (consumer.position(partition) == before && --emptyPolls <= 0) {
        throw new EffectUnavailable("the topic %s cannot be read to its end".formatted(partition));
      }
    }
    return last;
  }
}
