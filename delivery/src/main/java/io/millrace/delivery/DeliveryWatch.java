package io.millrace.delivery;

import io.millrace.model.ShopId;
import io.millrace.model.WebhookDisabled;

/** What deliveries tell whoever watches them. Called by the dispatcher: adds up, and no more. */
public interface DeliveryWatch {

  /** Watches nothing. */
  DeliveryWatch NONE = new DeliveryWatch() {};

  /**
   * A receiver has it.
   *
   * @param delayMillis since it happened
   */
  default void delivered(long delayMillis) {}

  /** An attempt failed. */
  default void failed() {}

  /** It was tried often enough. */
  default void died() {}

  /** An endpoint is to be disabled. */
  default void disabling(ShopId shop, String endpoint, WebhookDisabled why) {}

  /** An endpoint's secret does not open: nothing is sent to it. */
  default void cannotSign(ShopId shop, String endpoint) {}

  /** An endpoint's address cannot be read: nothing is sent to it. */
  default void cannotCall(ShopId shop, String endpoint) {}

  /** An endpoint names a third party that is not there for it: nothing is sent to it. */
  default void partyUnknown(ShopId shop, String endpoint, String party) {}

  /** Something of ours went wrong with one endpoint: it rests for a moment. */
  default void broken(ShopId shop, String endpoint, String why) {}

  /** A replay cannot go on: the log does not hold what it needs. */
  default void replayLost(ShopId shop, String endpoint, String why) {}

  /** The log cannot be read for a replay: it is tried again in a minute. */
  default void replayTroubled(ShopId shop, String endpoint, String why) {}

  /** The file cannot be read or written. */
  default void troubled(String why) {}

  /** It can again. */
  default void recovered() {}
}
