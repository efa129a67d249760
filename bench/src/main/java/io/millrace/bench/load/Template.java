package io.millrace.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A request as bytes, made ahead; only its idempotency key is written when it is sent.
 *
 * @param units what an order by it takes from the stock
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never compared
record Template(byte[] bytes, int keyOffset, int units) {

  private static final int KEY_CHARS = 16;
  private static final String KEY_BLANK = "0".repeat(KEY_CHARS);
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int BITS_PER_DIGIT = 4;
  private static final int DIGIT_MASK = 15;

  static Template post(String path, String host, String token, String body, int units) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + content.length
            + "\r\nIdempotency-Key: ";
    byte[] bytes = (head + KEY_BLANK + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
    return new Template(bytes, head.length(), units);
  }

  /** Puts the request, with this key, into the empty buffer and makes it ready to be written. */
  void fill(ByteBuffer target, long key) {
    target.clear().put(bytes);
    for (int i = 0; i < KEY_CHARS; i++) {
      int shift = (KEY_CHARS - 1 - i) * BITS_PER_DIGIT;
      target.put(keyOffset + i, HEX[(int) (key >>> shift) & DIGIT_MASK]);
    }
    target.flip();
  }
}
