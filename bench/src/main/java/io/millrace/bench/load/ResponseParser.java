package io.millrace.bench.load;

import java.nio.ByteBuffer;

/**
 * Finds the end of an HTTP/1.1 response, wherever the network cut it, and its status. It reads the
 * status line and {@code Content-Length} and nothing else: a client that understood more would take
 * from the server the processor time that is being measured.
 */
final class ResponseParser {

  /** As in {@code HTTP/1.1 201 Created}. */
  private static final int STATUS_FROM = 9;

  private static final int STATUS_TO = 12;
  private static final byte[] LENGTH_NAME = {
    'c', 'o', 'n', 't', 'e', 'n', 't', '-', 'l', 'e', 'n', 'g', 't', 'h', ':'
  };
  private static final int LENGTH_UNKNOWN = -1;

  /** Where in the response the next byte stands. */
  private enum Place {
    STATUS_LINE,
    /** In a field's name, which so far is that of the length. */
    LENGTH_NAME,
    LENGTH_VALUE,
    OTHER_FIELD,
    BODY
  }

  private Place place = Place.STATUS_LINE;
  private int column;
  private int status;
  private int length = LENGTH_UNKNOWN;

  /** Takes bytes up to the end of a response. True if it was reached. */
  boolean feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (place == Place.BODY) {
        int skipped = Math.min(length, bytes.remaining());
        bytes.position(bytes.position() + skipped);
        length -= skipped;
      } else {
        take(bytes.get());
      }
      if (place == Place.BODY && length == 0) {
        begin();
        return true;
      }
    }
    return false;
  }

  /** Of the response whose end was reached last. */
  int status() {
    return status;
  }

  private void begin() {
    place = Place.STATUS_LINE;
    column = 0;
    length = LENGTH_UNKNOWN;
  }

  private void take(byte b) {
    if (b == '\n') {
      endLine();
      return;
    }
    switch (place) {
      case STATUS_LINE -> {
        if (column == 0) {
          status = 0;
        }
        if (column >= STATUS_FROM && column < STATUS_TO) {
          status = status * 10 + (b - '0');
        }
      }
      case LENGTH_NAME -> matchName(b);
      case LENGTH_VALUE -> {
        if (b >= '0' && b <= '9') {
          length = Math.max(length, 0) * 10 + (b - '0');
        }
      }
      case OTHER_FIELD, BODY -> {}
    }
    // A lone CR is no line: the empty line that ends the head has none but that.
    column += b == '\r' ? 0 : 1;
  }

  private void matchName(byte b) {
    int lower = b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    if (lower != LENGTH_NAME[column]) {
      place = Place.OTHER_FIELD;
    } else if (column + 1 == LENGTH_NAME.length) {
      place = Place.LENGTH_VALUE;
    }
  }

  private void endLine() {
    boolean headEnds = column == 0;
    column = 0;
    if (!headEnds) {
      place = Place.LENGTH_NAME;
      return;
    }
    if (length == LENGTH_UNKNOWN) {
      throw new IllegalStateException("a response without Content-Length, status " + status);
    }
    place = Place.BODY;
  }
}
