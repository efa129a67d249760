package io.millrace.bench.unpaid;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A key per order that expires at the deadline, and the event that Redis publishes of it. */
final class RedisExpiryWorker implements Trigger {

  private static final String PREFIX = "unpaid:";
  private static final String EXPIRED = "__keyevent@0__:expired";
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  private final BlockingQueue<Integer> expired = new LinkedBlockingQueue<>();
  private final RedisAsyncCommands<String, String> redis;

  private RedisExpiryWorker(RedisClient client) {
    redis = client.connect().async();
    StatefulRedisPubSubConnection<String, String> events = client.connectPubSub();
    events.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String key) {
            if (key.startsWith(PREFIX)) {
              expired.add(Integer.parseInt(key, PREFIX.length(), key.length(), 10));
            }
          }
        });
    events.sync().subscribe(EXPIRED);
  }

  public static void main(String[] arguments) {
    Worker.run(arguments, RedisExpiryWorker::start);
  }

  private static Trigger start(Map<String, String> where, Closing closing) {
    int port = Integer.parseInt(where.get("redis"));
    RedisExpiryWorker trigger =
        new RedisExpiryWorker(RedisClient.create(RedisURI.create("127.0.0.1", port)));
    closing.watch(() -> trigger.run(closing));
    return trigger;
  }

  private void run(Closing closing) throws Exception {
    List<Integer> due = new ArrayList<>();
    while (true) {
      due.clear();
      due.add(expired.take());
      expired.drainTo(due, Closing.BATCH_MAX - 1);
      closing.close(due);
    }
  }

  @Override
  public void arm(List<UnpaidOrder> orders) {
    await(
        orders.stream()
            .map(order ->
                redis.set(PREFIX + order.id(), "", SetArgs.Builder.pxAt(order.deadlineMillis())))
            .toList());
  }

  @Override
  public void disarm(List<Integer> paid) {
    if (!paid.isEmpty()) {
      await(List.of(redis.del(paid.stream().map(id -> PREFIX + id).toArray(String[]::new))));
    }
  }

  private static void await(List<? extends RedisFuture<?>> answers) {
    LettuceFutures.awaitAll(ANSWER_MAX, answers.toArray(RedisFuture[]::new));
    answers.forEach(answer -> answer.toCompletableFuture().join());
  }
}
