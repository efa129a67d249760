package io.millrace.edge.hearing;

import io.millrace.node.follow.EventPlace;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Where a client is in a stream of events, as it sees it: opaque, so its form may change; it begins
 * with its version.
 *
 * <pre>
 *   base64url of  version (1 byte), sequence (8), epoch (8), log time (8)
 * </pre>
 *
 * It is not signed: whoever makes one up hears nothing that is not its shop's.
 */
public final class EventCursor {
  private static final byte VERSION = 1;
  private static final int BYTES = 1 + 3 * Long.BYTES;

  private EventCursor() {}

  public static String of(EventPlace place) {
    ByteBuffer bytes =
        ByteBuffer.allocate(BYTES)
            .put(VERSION)
            .putLong(place.sequence())
            .putLong(place.epoch())
            .putLong(place.timeMillis());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * The place.
   *
   * @throws IllegalArgumentException for what is no cursor
   */
  public static EventPlace parse(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    if (bytes.remaining() != BYTES || bytes.get() != VERSION) {
      throw new IllegalArgumentException("is not a cursor of events");
    }
    EventPlace place = new EventPlace(bytes.getLong(), bytes.getLong(), bytes.getLong());
    if (place.sequence() < 0) {
      throw new IllegalArgumentException("is not a cursor of events");
    }
    return place;
  }
}
