package io.millrace.diana.spring.boot.starter;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.millrace.diana.redis.Namespace;
import io.millrace.diana.redis.RedisAnswers;
import io.millrace.diana.redis.RedisCounts;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection of its own to Redis, for counts and answers in it, and the beat that shows this
 * process to those who count with it. It may be made before Redis is there: the beat connects, and
 * until then nothing is shared.
 */
final class ConnectedRedis implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ConnectedRedis.class.getName());

  private final DianaProperties.Redis redis;
  private final Namespace namespace;
  private final RedisClient client;
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "diana-beat");
        thread.setDaemon(true);
        return thread;
      });
  private volatile @Nullable RedisAsyncCommands<byte[], byte[]> commands;

  /** Null where nobody counts: who only remembers answers takes no share of a limit. */
  private volatile @Nullable RedisCounts counts;

  ConnectedRedis(DianaProperties.Redis redis) {
    this.redis = redis;
    namespace = namespace(redis);
    client = RedisClient.create(Objects.requireNonNull(redis.uri()));
    // Whoever asks a limiter must not queue for a Redis that is away.
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    beat();
    var unused =
        beats.scheduleWithFixedDelay(
            this::beat,
            RedisCounts.BEAT.toMillis(),
            RedisCounts.BEAT.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static Namespace namespace(DianaProperties.Redis redis) {
    if (redis.secret().isBlank()) {
      throw new IllegalStateException(
          "diana.redis.secret is missing: a long random text, the same in all processes that count"
              + " together. Without one, everybody knows how keys are hashed");
    }
    return new Namespace(redis.namespace(), redis.secret());
  }

  /** Counts in it, by which this process is seen from now on. */
  RedisCounts counts() {
    String node = redis.node();
    RedisCounts made =
        new RedisCounts(
            () -> commands,
            namespace,
            node == null ? Long.toHexString(new SecureRandom().nextLong()) : node,
            redis.bound(),
            redis.nodes());
    counts = made;
    beat();
    return made;
  }

  RedisAnswers answers() {
    return new RedisAnswers(() -> commands, namespace, redis.bound());
  }

  private synchronized void beat() {
    try {
      if (commands == null) {
        commands = client.connect(ByteArrayCodec.INSTANCE).async();
      }
      RedisCounts counted = counts;
      if (counted != null) {
        counted.beat();
      }
    } catch (RedisException e) {
      LOG.log(System.Logger.Level.WARNING, "Redis is not reached yet: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    beats.shutdownNow();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
