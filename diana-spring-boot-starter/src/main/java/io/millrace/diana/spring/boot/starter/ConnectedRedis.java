package io.millrace.diana.spring.boot.starter;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.millrace.diana.redis.Namespace;
import io.millrace.diana.redis.RedisAnswers;
import io.millrace.diana.redis.RedisCounts;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection of its own to Redis, for counts and answers in it, and the beat that shows this
 * process to those who count with it. It may be made before Redis is there: the beat connects, and
 * until then nothing is shared.
 */
final class ConnectedRedis implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ConnectedRedis.class.getName());

  /** The client's own choice goes up to half a minute, for which limits would not be shared. */
  private static final Duration RECONNECT = Duration.ofMillis(500);

  /** What a variable that nobody has set leaves behind, word for word. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*}");

  /** A Redis that is there answers in milliseconds; the application's start waits for this. */
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  private final ClientResources resources =
      ClientResources.builder().reconnectDelay(Delay.constant(RECONNECT)).build();

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

  /** Why there is no connection yet, as it was told last. */
  private String trouble = "";

  ConnectedRedis(DianaProperties.Redis redis) {
    this.redis = redis;
    namespace = namespace(redis);
    client = RedisClient.create(resources, uri(redis));
    // Whoever asks a limiter must not queue for a Redis that is away.
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(CONNECT_MAX).build())
            .build());
    beat();
    var unused =
        beats.scheduleWithFixedDelay(
            this::beat,
            RedisCounts.BEAT.toMillis(),
            RedisCounts.BEAT.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static RedisURI uri(DianaProperties.Redis redis) {
    try {
      RedisURI uri = RedisURI.create(String.valueOf(redis.uri()));
      uri.setTimeout(CONNECT_MAX);
      return uri;
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("diana.redis.uri: " + e.getMessage(), e);
    }
  }

  private static Namespace namespace(DianaProperties.Redis redis) {
    if (redis.secret().isBlank()) {
      throw new IllegalStateException(
          "diana.redis.secret is missing: a long random text, the same in all processes that count"
              + " together. Without one, everybody knows how keys are hashed");
    }
    if (PLACEHOLDER.matcher(redis.secret()).matches()) {
      throw new IllegalStateException(
          "diana.redis.secret is "
              + redis.secret()
              + ", and nothing has set that: everybody knows it");
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
    if (commands != null) {
      beat(); // the first requests know how many there are
    }
    return made;
  }

  RedisAnswers answers() {
    return new RedisAnswers(() -> commands, namespace, redis.bound());
  }

  private synchronized void beat() {
    try {
      if (commands == null) {
        commands = client.connect(ByteArrayCodec.INSTANCE).async();
        if (!trouble.isEmpty()) {
          LOG.log(System.Logger.Level.INFO, "Redis is reached now");
        }
      }
      RedisCounts counted = counts;
      if (counted != null) {
        counted.beat();
      }
    } catch (RedisException e) {
      tell(e);
    }
  }

  /** Once for each reason, and not each second. */
  private void tell(RedisException e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String why = e.getMessage() + ": " + deepest.getMessage();
    if (!why.equals(trouble)) {
      trouble = why;
      LOG.log(System.Logger.Level.WARNING, "Redis is not reached yet: " + why);
    }
  }

  @Override
  public void close() {
    beats.shutdownNow();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    var unused = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
