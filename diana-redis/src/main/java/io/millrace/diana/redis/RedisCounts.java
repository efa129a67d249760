package io.millrace.diana.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.shared.SharedAsk;
import io.millrace.diana.shared.SharedCounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts in Redis (5 or later), by Redis's clock: one script call, and so one round trip, for all
 * limits of a request, and for all requests that come while calls are under way. Nobody waits
 * longer than the bound; an answer that comes later is thrown away although it was counted, which
 * is too strict for a moment and never too lax.
 *
 * <p>Processes tell each other that they are alive by {@link #beat}, which somebody must call every
 * {@link #BEAT}.
 */
public final class RedisCounts implements SharedCounts {
  /** A round trip in one data centre takes a tenth of it. */
  public static final Duration BOUND = Duration.ofMillis(20);

  /** Whoever sent a request that waits longer has given it up. */
  public static final Duration BOUND_MAX = Duration.ofMinutes(1);

  /** How often a process shows that it is alive. */
  public static final Duration BEAT = Duration.ofSeconds(1);

  /** Who has missed so many beats does not count as a node. */
  private static final int BEATS_MISSED = 3;

  private final Supplier<? extends @Nullable RedisClusterAsyncCommands<byte[], byte[]>> redis;
  private final Namespace namespace;
  private final String node;
  private final long boundNanos;
  private final Calls calls;
  private final Script nodesAlive = Script.named("nodes.lua");
  private final KeyHash.Seed seed;
  private final Map<Algorithm, Form> forms = new ConcurrentHashMap<>();
  private volatile int nodes;

  /** How often in a row Redis knew of fewer. Of the thread that beats. */
  private int fewer;

  /**
   * Counts there.
   *
   * @param redis of a single Redis or of a Redis Cluster. Its client should reject commands while
   *     it is disconnected, and keep trying to connect
   * @param node this process's name among those of the namespace
   * @param bound how long a request waits at most; more than nothing, at most {@link #BOUND_MAX}
   */
  public RedisCounts(
      RedisClusterAsyncCommands<byte[], byte[]> redis,
      Namespace namespace,
      String node,
      Duration bound) {
    this(() -> redis, namespace, node, bound, 1);
  }

  /**
   * Counts there as soon as there is a connection.
   *
   * @param redis gives null as long as there is none; then this process counts by itself
   * @param bound how long a request waits at most; more than nothing, at most {@link #BOUND_MAX}
   * @param nodesExpected how many processes there will be. Used until Redis has said how many there
   *     are: with 1, each process that starts while Redis is away admits the whole limit
   */
  public RedisCounts(
      Supplier<? extends @Nullable RedisClusterAsyncCommands<byte[], byte[]>> redis,
      Namespace namespace,
      String node,
      Duration bound,
      int nodesExpected) {
    if (nodesExpected < 1) {
      throw new IllegalArgumentException(
          nodesExpected + " nodes are expected; at least this one is");
    }
    this.nodes = nodesExpected;
    this.redis = redis;
    this.namespace = namespace;
    this.node = node;
    this.boundNanos = boundNanos(bound);
    this.seed = namespace.seed();
    this.calls = new Calls(redis, Script.named("count.lua"));
  }

  static long boundNanos(Duration bound) {
    if (bound.isNegative() || bound.isZero() || bound.compareTo(BOUND_MAX) > 0) {
      throw new IllegalArgumentException(
          "the bound, how long a request waits for Redis, is "
              + bound
              + ", but must be more than nothing and at most "
              + BOUND_MAX);
    }
    return bound.toNanos();
  }

  private static byte[] number(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public KeyHash.Seed seed() {
    return seed;
  }

  @Override
  public boolean knows(Algorithm algorithm) {
    return Form.of(algorithm) != null;
  }

  @Override
  public int nodes() {
    return nodes;
  }

  @Override
  public boolean decide(SharedAsk ask) {
    byte[][] keys = new byte[ask.size()][];
    Form[] asked = new Form[ask.size()];
    for (int limit = 0; limit < ask.size(); limit++) {
      asked[limit] = form(ask.algorithm(limit));
      keys[limit] = namespace.key(ask.counts(limit), ask.first(limit), ask.second(limit));
    }
    return calls.answer(new Question(ask, keys, asked), ask, boundNanos);
  }

  private Form form(Algorithm algorithm) {
    Form known = forms.get(algorithm);
    if (known != null) {
      return known;
    }
    Form form = Form.of(algorithm);
    if (form == null) {
      throw new IllegalArgumentException(algorithm.describe() + " cannot be counted in Redis");
    }
    if (forms.size() > 2 * Policy.RULES_MAX) {
      forms.clear(); // those of policies that are gone
    }
    forms.put(algorithm, form);
    return form;
  }

  @Override
  public boolean forget(String name, long hashFirst, long hashSecond) {
    RedisClusterAsyncCommands<byte[], byte[]> connected = redis.get();
    if (connected == null) {
      return false;
    }
    try {
      return connected
          .del(namespace.key(name, hashFirst, hashSecond))
          .await(boundNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RedisException e) {
      return false;
    }
  }

  /**
   * Shows that this process is alive and counts those that are. When Redis does not answer, the
   * last count stays (the expected one, if it never did), and when it knows of fewer, until it has
   * said so as often as a node may be silent: one that was emptied first has to hear of all again.
   * A share that is too small for a moment hurts less than one that is too large.
   */
  public void beat() {
    RedisClusterAsyncCommands<byte[], byte[]> connected = redis.get();
    if (connected == null) {
      return;
    }
    byte[][] arguments = {
      node.getBytes(StandardCharsets.UTF_8), number(BEAT.toMillis() * BEATS_MISSED)
    };
    try {
      byte[] alive =
          connected
              .<byte[]>eval(
                  nodesAlive.text(),
                  ScriptOutputType.VALUE,
                  new byte[][] {namespace.nodes()},
                  arguments)
              .get(boundNanos, TimeUnit.NANOSECONDS);
      int number = Integer.parseInt(new String(alive, StandardCharsets.US_ASCII));
      count(Math.max(1, Math.abs(number)), number < 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RedisException e) {
      // once more in a second
    }
  }

  /**
   * One more count.
   *
   * @param anew whether Redis had not known this node, so that it begins to hear of all
   */
  private void count(int alive, boolean anew) {
    if (alive >= nodes) {
      fewer = 0;
    } else {
      fewer = anew ? 1 : fewer + 1;
    }
    if (fewer == 0 || fewer > BEATS_MISSED) {
      nodes = alive;
      fewer = 0;
    }
  }
}
