package io.millrace.delivery;

import io.millrace.model.ShopId;
import io.millrace.node.follow.EventPlace;
import io.millrace.node.follow.FactStream;
import org.jspecify.annotations.Nullable;

/** One endpoint's replay: where it stands, and when it has its turn. Owned by {@link Replays}. */
final class Replay {

  /** Until the receiver may have room, or the log more; twice as long each time. */
  private static final long REST_MILLIS = 100;

  private static final long REST_MILLIS_MAX = 5_000;

  final long number;
  final long endpoint;
  final long untilSequence;

  /** As the file has it. */
  EventPlace place;

  long nextMillis;
  private long restMillis = REST_MILLIS;
  private @Nullable FactStream stream;

  Replay(long number, long endpoint, EventPlace place, long untilSequence) {
    this.number = number;
    this.endpoint = endpoint;
    this.place = place;
    this.untilSequence = untilSequence;
  }

  FactStream stream(Replays.Source source, ShopId shop) {
    FactStream open = stream;
    if (open == null) {
      open = source.open(shop, place);
      stream = open;
    }
    return open;
  }

  /** After a slice. A log that ends before the replay does is not served now. */
  void goOn(boolean isAtEnd, long nowMillis, boolean isCrowded) {
    if (isAtEnd) {
      rest(nowMillis);
    } else {
      restMillis = REST_MILLIS;
      if (isCrowded) {
        close();
      }
    }
  }

  void rest(long nowMillis) {
    restUntil(nowMillis + restMillis);
    restMillis = Math.min(2 * restMillis, REST_MILLIS_MAX);
  }

  /** A replay that rests holds no file. */
  void restUntil(long millis) {
    nextMillis = millis;
    close();
  }

  /** It goes on from where the file says. */
  void close() {
    FactStream open = stream;
    stream = null;
    if (open != null) {
      open.close();
    }
  }
}
