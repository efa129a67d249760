package io.millrace.edge.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The parser guesses UTF-16 and UTF-32 from NUL bytes and lets some malformed UTF-8 pass. What
 * passed would be text that no other reader of the log could write down again, so it is refused
 * here.
 */
final class StrictUtf8 {
  private StrictUtf8() {}

  static boolean holds(byte[] body) {
    for (byte b : body) {
      if (b <= 0) {
        return b < 0 && noNul(body) && decodes(body);
      }
    }
    return true;
  }

  /** Whether every surrogate in the text has its twin: JSON can escape one alone. */
  static boolean holds(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static boolean noNul(byte[] body) {
    for (byte b : body) {
      if (b == 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean decodes(byte[] body) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
