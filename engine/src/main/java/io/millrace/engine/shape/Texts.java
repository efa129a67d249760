package io.millrace.engine.shape;

import io.millrace.model.refusal.Invalid;
import org.jspecify.annotations.Nullable;

/**
 * What texts from outside may hold. No control characters: a frame's header in the log has zero
 * bytes in it, so it can never stand inside a client's text. No half of a surrogate pair: UTF-8
 * cannot carry one, and what replay reads must equal what was decided.
 */
public final class Texts {
  private Texts() {}

  /** Null when it is well. */
  public static @Nullable Invalid check(String field, String text, int charsMax) {
    if (text.isEmpty()) {
      return new Invalid(field, "must not be empty");
    }
    if (text.length() > charsMax) {
      return new Invalid(field, "has at most " + charsMax + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == 0x7f) {
        return new Invalid(field, "must not hold control characters");
      }
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return new Invalid(field, "must not hold half of a surrogate pair");
        }
        i++;
      }
    }
    return null;
  }

  public static @Nullable Invalid checkOptional(String field, @Nullable String text, int charsMax) {
    return text == null ? null : check(field, text, charsMax);
  }
}
