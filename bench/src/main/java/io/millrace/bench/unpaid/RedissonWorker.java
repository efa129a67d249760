package io.millrace.bench.unpaid;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RDelayedQueue;
import org.redisson.api.RFuture;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.IntegerCodec;
import org.redisson.config.Config;

/** Redisson's delayed queue before a blocking queue, both in Redis, used as its documents say. */
@SuppressWarnings("deprecation") // It is the way that is compared; what follows it is not free.
final class RedissonWorker implements Trigger {

  private final RBlockingQueue<Integer> due;
  private final RDelayedQueue<Integer> delayed;

  private RedissonWorker(RedissonClient client) {
    due = client.getBlockingQueue("due", IntegerCodec.INSTANCE);
    delayed = client.getDelayedQueue(due);
  }

  public static void main(String[] arguments) {
    Worker.run(arguments, RedissonWorker::start);
  }

  private static Trigger start(Map<String, String> where, Closing closing) {
    Config config = new Config();
    config
        .useSingleServer()
        .setAddress("redis://127.0.0.1:" + where.get("redis"))
        .setConnectionMinimumIdleSize(2)
        .setConnectionPoolSize(4);
    RedissonWorker trigger = new RedissonWorker(Redisson.create(config));
    closing.watch(() -> trigger.run(closing));
    return trigger;
  }

  private void run(Closing closing) throws Exception {
    while (true) {
      List<Integer> batch = new ArrayList<>();
      batch.add(due.take());
      batch.addAll(due.poll(Closing.BATCH_MAX - 1));
      closing.close(batch);
    }
  }

  @Override
  public void arm(List<UnpaidOrder> orders) {
    List<RFuture<Void>> offers = new ArrayList<>();
    for (UnpaidOrder order : orders) {
      long delay = Math.max(0, order.deadlineMillis() - WallClock.millis());
      offers.add(delayed.offerAsync(order.id(), delay, TimeUnit.MILLISECONDS));
    }
    offers.forEach(offer -> offer.toCompletableFuture().join());
  }

  /** Taking one out looks at all of them. */
  @Override
  public void disarm(List<Integer> paid) {
    // It will find nothing to close.
  }
}
