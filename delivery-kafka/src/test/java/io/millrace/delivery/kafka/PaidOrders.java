package io.millrace.delivery.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Counts the paid orders of each shop: java PaidOrders SERVERS TOPIC. */
final class PaidOrders {
  private final Map<String, Integer> paidByShop = new HashMap<>();

  public static void main(String[] arguments) {
    PaidOrders orders = new PaidOrders();
    try (KafkaConsumer<String, String> consumer = orders.consumer(arguments[0], arguments[1])) {
      while (!Thread.currentThread().isInterrupted()) {
        orders.poll(consumer);
      }
    }
  }

  KafkaConsumer<String, String> consumer(String servers, String topic) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", servers);
    settings.put("group.id", "paid-orders");
    settings.put("isolation.level", "read_committed"); // or what was rolled back is seen, too
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", "false");
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    consumer.subscribe(List.of(topic));
    return consumer;
  }

  void poll(KafkaConsumer<String, String> consumer) {
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
      if (header(record, "type").equals("order.paid")) {
        paidByShop.merge(header(record, "shop"), 1, Integer::sum);
      }
    }
    consumer.commitSync(); // better: where the counts are kept, in one transaction with them
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  Map<String, Integer> paidByShop() {
    return paidByShop;
  }
}
