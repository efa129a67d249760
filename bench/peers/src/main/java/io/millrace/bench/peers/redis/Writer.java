package io.millrace.bench.peers.redis;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes orders from the stream and stores them, many in one transaction; acknowledged once that is
 * committed. What was taken and not acknowledged by a writer that died comes again, and is stored
 * once by its key. Owned by its thread.
 */
final class Writer implements Runnable {

  /** More bring no more: a commit is then a small part of it. */
  private static final int BATCH = 1_000;

  private static final Duration WAIT = Duration.ofSeconds(1);

  /** Longer than a wait in Redis. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Consumer<String> SELF = Consumer.from(Keys.GROUP, "writer-1");

  private final RedisClient client;
  private final OrderTable table;
  private boolean begun;

  Writer(RedisClient client, String database) {
    this.client = client;
    this.table = new OrderTable(database);
  }

  @Override
  public void run() {
    StatefulRedisConnection<String, String> connection = client.connect();
    connection.setTimeout(ANSWER_MAX);
    RedisCommands<String, String> redis = connection.sync();
    boolean again = true;
    while (true) {
      try {
        begin(redis);
        again = take(redis, again);
      } catch (RedisException | SQLException e) {
        // One of them is away, and comes back; what was taken is not acknowledged.
        System.err.println("the writer waits: " + e.getMessage());
        again = true;
        begun = false;
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private void begin(RedisCommands<String, String> redis) {
    if (begun) {
      return;
    }
    try {
      redis.xgroupCreate(
          StreamOffset.from(Keys.STREAM, "0"), Keys.GROUP, XGroupCreateArgs.Builder.mkstream());
    } catch (RedisBusyException _) {
      // The group is there.
    }
    begun = true;
  }

  /**
   * One batch.
   *
   * @param again first what was taken before and not acknowledged
   * @return whether there may be more of that
   */
  private boolean take(RedisCommands<String, String> redis, boolean again) throws SQLException {
    List<StreamMessage<String, String>> taken =
        again
            ? read(redis, XReadArgs.Builder.count(BATCH), StreamOffset.from(Keys.STREAM, "0"))
            : read(
                redis,
                XReadArgs.Builder.block(WAIT).count(BATCH),
                StreamOffset.lastConsumed(Keys.STREAM));
    if (taken.isEmpty()) {
      return false;
    }
    table.store(taken.stream().map(StreamMessage::getBody).toList());
    String[] ids = taken.stream().map(StreamMessage::getId).toArray(String[]::new);
    redis.xack(Keys.STREAM, Keys.GROUP, ids);
    // All before the last are acknowledged: there is one writer, and it goes in order.
    redis.xtrim(Keys.STREAM, XTrimArgs.Builder.minId(ids[ids.length - 1]));
    return again;
  }

  @SuppressWarnings("unchecked") // an array of one, of the type that stands there
  private static List<StreamMessage<String, String>> read(
      RedisCommands<String, String> redis, XReadArgs how, StreamOffset<String> from) {
    return redis.xreadgroup(SELF, how, from);
  }
}
