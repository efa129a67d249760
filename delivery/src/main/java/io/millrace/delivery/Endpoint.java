package io.millrace.delivery;

import io.millrace.delivery.signed.OlderSecret;
import io.millrace.model.Secret;
import io.millrace.model.ShopId;
import io.millrace.model.WebhookSettings;
import java.util.List;
import java.util.stream.Stream;

/**
 * An endpoint as the file knows it: as it was at the follower's place in the log.
 *
 * @param number its name in the file
 * @param older secrets before the last rotations, the newest first
 */
record Endpoint(
    long number,
    ShopId shop,
    String id,
    WebhookSettings settings,
    Secret sealed,
    List<OlderSecret> older,
    State state,
    Failing failing) {

  /** So many still sign beside the newest; who rotates oftener ends the oldest. */
  static final int OLDER_MAX = 3;

  Endpoint {
    older = List.copyOf(older);
  }

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
    return new Endpoint(number, shop, id, settings, sealed, older, state, failing);
  }

  Endpoint rotated(Secret sealed, long olderUntilMillis) {
    List<OlderSecret> all =
        Stream.concat(Stream.of(new OlderSecret(this.sealed, olderUntilMillis)), older.stream())
            .limit(OLDER_MAX)
            .toList();
    return new Endpoint(number, shop, id, settings, sealed, all, state, failing);
  }

  Endpoint with(State state) {
    return new Endpoint(number, shop, id, settings, sealed, older, state, failing);
  }
}
