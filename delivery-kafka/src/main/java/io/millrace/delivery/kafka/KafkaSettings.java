package io.millrace.delivery.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where facts go.
 *
 * @param servers {@code HOST:PORT}, some of the cluster's
 * @param topic that gets them; beside it there is one for cursors
 * @param properties of the client: who it is, how it is encrypted, how records are compressed
 * @param patience how long one attempt may wait for the brokers; the next one comes by itself
 */
public record KafkaSettings(
    String servers, String topic, Map<String, String> properties, Duration patience) {

  /** A leader is elected in less; a stop waits for no more than that. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What of a client is a user's choice. All else is what the promises rest on. */
  private static final List<String> FREE =
      List.of("security.", "sasl.", "ssl.", "client.id", "client.dns.lookup", "compression.type");

  private static final List<String> COMPRESSIONS = List.of("none", "gzip");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,200}");
  private static final Pattern SERVERS =
      Pattern.compile("[^\\s,:]+:[0-9]{1,5}(,[^\\s,:]+:[0-9]{1,5})*");

  private static final String CURSORS = ".cursors";
  private static final String READ_COMMITTED = "read_committed";

  /** The broker ends a transaction of a process that died, if no other takes over before. */
  private static final int TRANSACTION_PATIENCES = 6;

  /**
   * The brokers hold a question for half a second where nothing new is there, and a reader that
   * closes waits for its last one: a start, which reads a cursor up to where it ends, would too.
   */
  private static final int FETCH_MILLIS_MAX = 20;

  /** A batch of the follower's is some megabytes; fewer, larger requests carry it. */
  private static final int BATCH_BYTES = 128 * 1_024;

  public KafkaSettings {
    properties = Map.copyOf(properties);
  }

  /**
   * Settings as somebody wrote them.
   *
   * @throws IllegalArgumentException that says what would be right
   */
  public static KafkaSettings of(String servers, String topic, Map<String, String> properties) {
    if (!SERVERS.matcher(servers).matches()) {
      throw new IllegalArgumentException(
          "the brokers must be HOST:PORT, with commas between several");
    }
    if (!TOPIC.matcher(topic).matches()) {
      throw new IllegalArgumentException(
          "the topic must be 1 to 200 letters, digits, dots, - and _");
    }
    for (String name : new TreeSet<>(properties.keySet())) {
      if (FREE.stream().noneMatch(name::startsWith)) {
        throw new IllegalArgumentException(
            name + " is not to be set; what may be begins with one of " + String.join(" ", FREE));
      }
    }
    String compression = properties.getOrDefault(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    if (!COMPRESSIONS.contains(compression)) {
      throw new IllegalArgumentException(
          ProducerConfig.COMPRESSION_TYPE_CONFIG + " must be one of " + COMPRESSIONS);
    }
    return new KafkaSettings(servers, topic, properties, PATIENCE);
  }

  KafkaSettings withPatience(Duration other) {
    return new KafkaSettings(servers, topic, properties, other);
  }

  String cursorsTopic() {
    return topic + CURSORS;
  }

  /** Two that have the same are one producer to the brokers, of which the younger goes on. */
  String transactionalId(int shard) {
    return "millrace." + topic + "." + shard;
  }

  private Map<String, Object> client() {
    int millis = Math.toIntExact(patience.toMillis());
    Map<String, Object> client = new TreeMap<>(properties);
    client.remove(ProducerConfig.COMPRESSION_TYPE_CONFIG);
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    client.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
    client.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    return client;
  }

  Map<String, Object> admin() {
    return client();
  }

  Map<String, Object> consumer() {
    Map<String, Object> consumer = client();
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, READ_COMMITTED);
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MILLIS_MAX);
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return consumer;
  }

  Map<String, Object> producer(int shard) {
    int millis = Math.toIntExact(patience.toMillis());
    Map<String, Object> producer = client();
    producer.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
    String compression = properties.get(ProducerConfig.COMPRESSION_TYPE_CONFIG);
    if (compression != null) {
      producer.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
    }
    producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(shard));
    producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    producer.put(ProducerConfig.ACKS_CONFIG, "all");
    producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    producer.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    producer.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_PATIENCES * millis);
    return producer;
  }
}
