package io.millrace.delivery;

import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import io.millrace.model.WebhookSettings;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the file knows it: as it was at the follower's place in the log.
 *
 * @param number its name in the file
 * @param older the secret before the last rotation; null if there was none
 * @param failingSinceMillis since when nothing could be delivered; 0 if the last attempt went well
 */
record Endpoint(
    long number,
    ShopId shop,
    String id,
    WebhookSettings settings,
    Secret sealed,
    @Nullable Secret older,
    long olderUntilMillis,
    State state,
    long failingSinceMillis) {

  /** Numbers are in files. */
  enum State {
    HEARS(1),
    DISABLED(2),
    REMOVED(3);

    private final int number;

    State(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }

    static State of(int number) {
      for (State state : values()) {
        if (state.number == number) {
          return state;
        }
      }
      throw new IllegalArgumentException("no state of an endpoint has the number " + number);
    }
  }

  boolean hears() {
    return state == State.HEARS;
  }

  Endpoint with(WebhookSettings settings) {
    return new Endpoint(
        number, shop, id, settings, sealed, older, olderUntilMillis, state, failingSinceMillis);
  }

  Endpoint rotated(Secret sealed, long olderUntilMillis) {
    return new Endpoint(
        number,
        shop,
        id,
        settings,
        sealed,
        this.sealed,
        olderUntilMillis,
        state,
        failingSinceMillis);
  }

  Endpoint with(State state) {
    return new Endpoint(
        number, shop, id, settings, sealed, older, olderUntilMillis, state, failingSinceMillis);
  }
}
