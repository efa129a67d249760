package io.millrace.bench.streams;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Finds orders in what one listener hears, wherever the network cut it, and nothing else. */
final class Ear {
  private static final byte[] ORDER = "\"order\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ID = "id: ".getBytes(StandardCharsets.US_ASCII);

  private final Delays delays;
  private int idMatched;
  private int matched;
  private long order;
  private boolean listens;

  Ear(Delays delays) {
    this.delays = delays;
  }

  /** Whether its stream has begun. */
  boolean listens() {
    return listens;
  }

  void hear(ByteBuffer bytes, long nanos) {
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (!listens) {
        idMatched = b == ID[idMatched] ? idMatched + 1 : 0;
        listens = idMatched == ID.length;
      }
      if (matched == ORDER.length) {
        if (b >= '0' && b <= '9') {
          order = 10 * order + (b - '0');
        } else {
          delays.heard(order, nanos);
          matched = 0;
          order = 0;
        }
      } else {
        matched = b == ORDER[matched] ? matched + 1 : b == ORDER[0] ? 1 : 0;
      }
    }
  }
}
