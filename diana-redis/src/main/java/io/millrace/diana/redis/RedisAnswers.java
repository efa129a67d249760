package io.millrace.diana.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.diana.idempotency.AnswerStore;
import io.millrace.diana.idempotency.StoredAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers in Redis, for several gateways. A key is one hash there: the request's fingerprint, its
 * owner and, when it has ended, its answer. Each step is one script call, for which the thread
 * waits, at most for the bound.
 */
public final class RedisAnswers implements AnswerStore {
  private static final String CLAIM =
      """
      local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'answer')
      if known[1] then
        return known
      end
      redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'owner', ARGV[2])
      redis.call('PEXPIRE', KEYS[1], ARGV[3])
      return {}
      """;

  private static final String FINISH =
      """
      if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then
        redis.call('HSET', KEYS[1], 'answer', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
      end
      return {}
      """;

  private static final String DROP =
      """
      if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then
        redis.call('DEL', KEYS[1])
      end
      return {}
      """;

  private final Supplier<? extends @Nullable RedisClusterAsyncCommands<byte[], byte[]>> redis;
  private final String prefix;
  private final long boundNanos;

  /**
   * Keeps them there.
   *
   * @param bound how long a request waits for Redis; more than nothing, at most {@link
   *     RedisCounts#BOUND_MAX}
   */
  public RedisAnswers(
      RedisClusterAsyncCommands<byte[], byte[]> redis, Namespace namespace, Duration bound) {
    this(() -> redis, namespace, bound);
  }

  /**
   * The same for a connection that may not be there yet: until then it cannot be reached.
   *
   * @param redis asked for each call; null if there is none
   */
  public RedisAnswers(
      Supplier<? extends @Nullable RedisClusterAsyncCommands<byte[], byte[]>> redis,
      Namespace namespace,
      Duration bound) {
    this.redis = redis;
    this.prefix = namespace.name() + "/answers:";
    this.boundNanos = RedisCounts.boundNanos(bound);
  }

  @Override
  public Claim claim(String key, String fingerprint, String owner, Duration running) {
    List<byte[]> known;
    try {
      known = call(CLAIM, key, bytes(fingerprint), bytes(owner), bytes("" + running.toMillis()));
    } catch (Unreachable e) {
      unclaim(key, owner);
      throw e;
    }
    if (known.isEmpty()) {
      return new Taken();
    }
    String first = new String(known.get(0), StandardCharsets.UTF_8);
    byte[] answer = known.size() > 1 ? known.get(1) : null;
    return answer == null ? new Running(first) : new Done(first, StoredAnswer.of(answer));
  }

  @Override
  public void finish(
      String key, String fingerprint, String owner, StoredAnswer answer, Duration kept) {
    call(FINISH, key, bytes(owner), answer.toBytes(), bytes("" + kept.toMillis()));
  }

  @Override
  public void drop(String key, String owner) {
    call(DROP, key, bytes(owner));
  }

  /**
   * Redis may run a claim after nobody waits for it any more, and the key would be taken though
   * nothing runs. So this goes behind it, on the same connection, and nobody waits for it either.
   */
  private void unclaim(String key, String owner) {
    try {
      var unused = send(DROP, key, bytes(owner));
    } catch (RedisException | Unreachable e) {
      // Then the key is free when the time for running is over.
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<byte[]> call(String script, String key, byte[]... arguments) {
    try {
      RedisFuture<List<byte[]>> answer = send(script, key, arguments);
      try {
        return answer.get(boundNanos, TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        answer.cancel(true);
        throw new Unreachable("Redis did not answer in time", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted", e);
    } catch (ExecutionException e) {
      throw new Unreachable("Redis did not answer", e);
    } catch (RedisException e) {
      throw new Unreachable("Redis did not answer", e);
    }
  }

  private RedisFuture<List<byte[]>> send(String script, String key, byte[]... arguments) {
    RedisClusterAsyncCommands<byte[], byte[]> connected = redis.get();
    if (connected == null) {
      throw new Unreachable("Redis is not connected yet", null);
    }
    return connected.eval(
        script, ScriptOutputType.MULTI, new byte[][] {bytes(prefix + key)}, arguments);
  }
}
