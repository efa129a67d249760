package io.millrace.app.start;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.delivery.DeliveryWatch;
import io.millrace.model.ShopId;
import io.millrace.model.WebhookDisabled;
import java.util.concurrent.TimeUnit;

/** What becomes of deliveries, for Prometheus and for the log of the process. */
final class DeliveryMeters implements DeliveryWatch {

  private static final System.Logger LOG = System.getLogger(DeliveryMeters.class.getName());

  private final Timer delay;
  private final Counter failed;
  private final Counter dead;

  DeliveryMeters(MeterRegistry registry) {
    this.delay =
        Timer.builder("millrace.delivery.delay")
            .description("From when something happened until a receiver of webhooks has it")
            .publishPercentileHistogram()
            .register(registry);
    this.failed =
        Counter.builder("millrace.delivery.attempts.failed")
            .description("Attempts to deliver that a receiver did not answer with 2xx")
            .register(registry);
    this.dead =
        Counter.builder("millrace.deliveries.dead")
            .description("Deliveries that were tried often enough")
            .register(registry);
  }

  @Override
  public void delivered(long delayMillis) {
    delay.record(delayMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void failed() {
    failed.increment();
  }

  @Override
  public void died() {
    dead.increment();
  }

  @Override
  public void disabling(ShopId shop, String endpoint, WebhookDisabled why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "webhooks: endpoint {0} of shop {1} is disabled: {2}",
        endpoint,
        shop,
        why);
  }

  @Override
  public void cannotSign(ShopId shop, String endpoint) {
    LOG.log(
        System.Logger.Level.ERROR,
        "webhooks: the secret of endpoint {0} of shop {1} was sealed with another node key: nothing"
            + " is sent until the right node.key is back or the secret is rotated",
        endpoint,
        shop);
  }

  @Override
  public void cannotCall(ShopId shop, String endpoint) {
    LOG.log(
        System.Logger.Level.ERROR,
        "webhooks: the address of endpoint {0} of shop {1} cannot be read: nothing is sent until it"
            + " is changed",
        endpoint,
        shop);
  }

  @Override
  public void partyUnknown(ShopId shop, String endpoint, String party) {
    LOG.log(
        System.Logger.Level.ERROR,
        "webhooks: endpoint {0} of shop {1} names the party {2}, which the file of --parties does"
            + " not open to it: nothing is sent until it does",
        endpoint,
        shop,
        party);
  }

  @Override
  public void broken(ShopId shop, String endpoint, String why) {
    LOG.log(
        System.Logger.Level.ERROR,
        "webhooks: endpoint {0} of shop {1} rests after a fault: {2}",
        endpoint,
        shop,
        why);
  }

  @Override
  public void replayLost(ShopId shop, String endpoint, String why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "webhooks: a replay to endpoint {0} of shop {1} ends early: {2}",
        endpoint,
        shop,
        why);
  }

  @Override
  public void replayTroubled(ShopId shop, String endpoint, String why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "webhooks: a replay to endpoint {0} of shop {1} will be tried again: {2}",
        endpoint,
        shop,
        why);
  }

  @Override
  public void troubled(String why) {
    LOG.log(System.Logger.Level.WARNING, "webhooks: will try again: {0}", why);
  }

  @Override
  public void recovered() {
    LOG.log(System.Logger.Level.INFO, "webhooks: goes on");
  }
}
