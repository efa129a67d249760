package io.millrace.diana.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.Base16;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.shared.SharedAsk;
import io.millrace.diana.shared.SharedCounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Counts in Redis (5 or later), by Redis's clock: one script call, and so one round trip, for all
 * limits of a request. Nobody waits longer than the bound; an answer that comes later is thrown
 * away although it was counted, which is too strict for a moment and never too lax.
 *
 * <p>Processes tell each other that they are alive by {@link #beat}, which somebody must call every
 * {@link #BEAT}.
 */
public final class RedisCounts implements SharedCounts {
  /** A round trip in one data centre takes a tenth of it. */
  public static final Duration BOUND = Duration.ofMillis(20);

  /** How often a process shows that it is alive. */
  public static final Duration BEAT = Duration.ofSeconds(1);

  /** Who has missed so many beats does not count as a node. */
  private static final int BEATS_MISSED = 3;

  /** What the script says for ever: the lowest number that a double holds exactly. */
  private static final long NEVER = -(1L << 53);

  private static final int FIELDS = 8;
  private static final int ANSWERS = 3;
  private static final byte[] YES = {'1'};
  private static final byte[] NO = {'0'};

  private final RedisClusterAsyncCommands<byte[], byte[]> redis;
  private final Namespace namespace;
  private final String node;
  private final long boundNanos;
  private final Script count;
  private final Script nodesAlive = new Script(text("nodes.lua"));
  private final KeyHash.Seed seed;
  private final Map<Algorithm, Prepared> prepared = new ConcurrentHashMap<>();
  private volatile int nodes = 1;

  /** What of an algorithm goes over the wire, in the order of the script. */
  private static final class Prepared {
    private final Form form;
    private final byte[] kind;
    private final byte[] limit;
    private final byte[] period;
    private final byte[] bound;
    private final byte[] scale;

    Prepared(Form form) {
      this.form = form;
      this.kind = form.kind().getBytes(StandardCharsets.US_ASCII);
      this.limit = number(form.limit());
      this.period = number(form.periodTicks());
      this.bound = number(form.bound());
      this.scale = number(form.scale());
    }
  }

  /** A script and the name under which Redis remembers it. */
  private record Script(String text, String digest) {
    Script(String text) {
      this(text, Base16.digest(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /**
   * Counts there.
   *
   * @param redis of a single Redis or of a Redis Cluster. Its client should reject commands while
   *     it is disconnected, and keep trying to connect
   * @param node this process's name among those of the namespace
   * @param bound how long a request waits at most
   */
  public RedisCounts(
      RedisClusterAsyncCommands<byte[], byte[]> redis,
      Namespace namespace,
      String node,
      Duration bound) {
    this(redis, namespace, node, bound, text("count.lua"));
  }

  RedisCounts(
      RedisClusterAsyncCommands<byte[], byte[]> redis,
      Namespace namespace,
      String node,
      Duration bound,
      String script) {
    this.redis = redis;
    this.namespace = namespace;
    this.node = node;
    this.boundNanos = bound.toNanos();
    this.count = new Script(script);
    this.seed = namespace.seed();
  }

  private static String text(String name) {
    try (InputStream in = RedisCounts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not built in: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    byte[][] arguments = new byte[ask.size() * FIELDS][];
    Form[] forms = new Form[ask.size()];
    for (int limit = 0; limit < ask.size(); limit++) {
      Prepared form = prepared(ask.algorithm(limit));
      forms[limit] = form.form;
      keys[limit] = namespace.key(ask.rule(limit), ask.first(limit), ask.second(limit));
      int at = limit * FIELDS;
      arguments[at] = form.kind;
      arguments[at + 1] = form.limit;
      arguments[at + 2] = form.period;
      arguments[at + 3] = form.bound;
      arguments[at + 4] = number(ask.cost(limit));
      arguments[at + 5] = number(ask.debt(limit));
      arguments[at + 6] = ask.isShadow(limit) ? YES : NO;
      arguments[at + 7] = form.scale;
    }
    List<Long> answers = call(count, keys, arguments);
    if (answers == null || answers.size() != ask.size() * ANSWERS) {
      return false;
    }
    for (int limit = 0; limit < ask.size(); limit++) {
      int at = limit * ANSWERS;
      long said = answers.get(at);
      ask.answer(
          limit,
          said == NEVER ? Algorithm.NEVER : forms[limit].nanos(said),
          answers.get(at + 1),
          forms[limit].nanos(answers.get(at + 2)));
    }
    return true;
  }

  private Prepared prepared(Algorithm algorithm) {
    Prepared known = prepared.get(algorithm);
    if (known != null) {
      return known;
    }
    Form form = Form.of(algorithm);
    if (form == null) {
      throw new IllegalArgumentException(algorithm.describe() + " cannot be counted in Redis");
    }
    if (prepared.size() > 2 * Policy.RULES_MAX) {
      prepared.clear(); // those of policies that are gone
    }
    Prepared made = new Prepared(form);
    prepared.put(algorithm, made);
    return made;
  }

  /** Null if there was no answer in time. */
  private @Nullable List<Long> call(Script script, byte[][] keys, byte[][] arguments) {
    try {
      RedisFuture<List<Long>> answer =
          redis.evalsha(script.digest(), ScriptOutputType.MULTI, keys, arguments);
      try {
        return within(answer);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RedisNoScriptException) {
          // Restarted, or its scripts were flushed: sending the text once makes it known again.
          return within(redis.eval(script.text(), ScriptOutputType.MULTI, keys, arguments));
        }
        return null;
      }
    } catch (ExecutionException | RuntimeException e) {
      return null;
    }
  }

  private @Nullable List<Long> within(RedisFuture<List<Long>> answer) throws ExecutionException {
    try {
      return answer.get(boundNanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      return null;
    }
  }

  @Override
  public boolean forget(String rule, long hashFirst, long hashSecond) {
    try {
      return redis
          .del(namespace.key(rule, hashFirst, hashSecond))
          .await(boundNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /**
   * Shows that this process is alive and counts those that are. When Redis does not answer, the
   * last count stays: a share that is too small for a moment hurts less than one that is too large.
   */
  public void beat() {
    List<Long> alive =
        call(
            nodesAlive,
            new byte[][] {namespace.nodes()},
            new byte[][] {
              node.getBytes(StandardCharsets.UTF_8), number(BEAT.toMillis() * BEATS_MISSED)
            });
    if (alive != null) {
      nodes = (int) Math.max(1, alive.get(0));
    }
  }
}
