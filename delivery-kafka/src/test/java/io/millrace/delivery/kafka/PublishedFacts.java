package io.millrace.delivery.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a topic holds, as consumers see it. */
final class PublishedFacts {
  static final String COMMITTED = "read_committed";
  static final String ALL = "read_uncommitted";

  /** All that is wanted is there, and a close waits for the last fetch. */
  private static final int FETCH_MILLIS_MAX = 20;

  private PublishedFacts() {}

  /** A record without what the brokers add. */
  record Published(
      int partition, String key, String type, String shop, long position, String value) {}

  /** Everything from the beginning to the end, each partition in its order. */
  static List<Published> of(String servers, String topic, String isolation) {
    Map<String, Object> client = new HashMap<>();
    client.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    client.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MILLIS_MAX);
    List<Published> all = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(of -> new TopicPartition(topic, of.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> all.add(published(record)));
      }
    }
    return all;
  }

  private static Published published(ConsumerRecord<byte[], byte[]> record) {
    return new Published(
        record.partition(),
        text(record.key()),
        header(record, "type"),
        header(record, "shop"),
        Long.parseLong(header(record, "position")),
        text(record.value()));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return text(record.headers().lastHeader(name).value());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
