package io.millrace.diana.spring.boot.starter;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.millrace.diana.redis.Namespace;
import io.millrace.diana.redis.RedisCounts;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection of its own to Redis, the counts in it, and the beat that shows this process. It may
 * be started before Redis is: the beat connects, and until then nothing is shared.
 */
final class ConnectedCounts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ConnectedCounts.class.getName());

  private final RedisClient client;
  private final RedisCounts counts;
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "diana-beat");
        thread.setDaemon(true);
        return thread;
      });
  private volatile @Nullable RedisAsyncCommands<byte[], byte[]> commands;

  ConnectedCounts(DianaProperties.Redis redis) {
    Namespace namespace = namespace(redis);
    client = RedisClient.create(Objects.requireNonNull(redis.uri()));
    // Whoever asks a limiter must not queue for a Redis that is away.
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    String node = redis.node();
    counts =
        new RedisCounts(
            () -> commands,
            namespace,
            node == null ? Long.toHexString(new SecureRandom().nextLong()) : node,
            redis.bound(),
            redis.nodes());
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

  RedisCounts counts() {
    return counts;
  }

  private void beat() {
    try {
      if (commands == null) {
        commands = client.connect(ByteArrayCodec.INSTANCE).async();
      }
      counts.beat();
    } catch (RedisException e) {
      LOG.log(System.Logger.Level.WARNING, "Limits are not shared yet: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    beats.shutdownNow();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
