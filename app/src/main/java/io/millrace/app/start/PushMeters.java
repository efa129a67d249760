package io.millrace.app.start;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.delivery.push.PushWatch;
import io.millrace.model.QueueId;
import io.millrace.model.ShopId;
import java.util.concurrent.TimeUnit;

/** What becomes of tasks that are pushed, for Prometheus and for the log of the process. */
final class PushMeters implements PushWatch {

  private static final System.Logger LOG = System.getLogger(PushMeters.class.getName());

  private final Timer delay;
  private final Counter failed;

  PushMeters(MeterRegistry registry) {
    this.delay =
        Timer.builder("millrace.push.delay")
            .description("From when a task was due until its receiver has taken it")
            .publishPercentileHistogram()
            .register(registry);
    this.failed =
        Counter.builder("millrace.push.attempts.failed")
            .description("Posted tasks that a receiver did not answer with 2xx")
            .register(registry);
  }

  @Override
  public void pushed(long delayMillis) {
    delay.record(delayMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void failed() {
    failed.increment();
  }

  @Override
  public void rests(ShopId shop, QueueId queue, String why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "push: the receiver of queue {0} of shop {1} takes nothing, so it is tried now and then: {2}",
        queue,
        shop,
        why);
  }

  @Override
  public void cannotSign(ShopId shop, QueueId queue) {
    LOG.log(
        System.Logger.Level.ERROR,
        "push: the secret of queue {0} of shop {1} was sealed with another node key: nothing is sent"
            + " until the right node.key is back or the secret is rotated",
        queue,
        shop);
  }

  @Override
  public void cannotCall(ShopId shop, QueueId queue) {
    LOG.log(
        System.Logger.Level.ERROR,
        "push: the address of queue {0} of shop {1} cannot be read: nothing is sent until it is"
            + " changed",
        queue,
        shop);
  }

  @Override
  public void broken(String why) {
    LOG.log(System.Logger.Level.ERROR, "push: a fault of ours, and it goes on: {0}", why);
  }
}
