package io.millrace.edge.http;

import io.millrace.model.Precondition;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code If-Match} and {@code If-None-Match}. Our tags are versions in quotes: {@code "3"}.
 */
final class EntityTags {
  /** Versions begin with 1, so this one is never there. */
  private static final Precondition MATCHES_NOTHING = new Precondition.Version(0);

  private EntityTags() {}

  static Precondition ifMatch(@Nullable String header) {
    if (header == null) {
      return Precondition.NONE;
    }
    String tag = header.strip();
    if (tag.equals("*")) {
      return Precondition.ANY;
    }
    if (tag.indexOf(',') >= 0) {
      throw Problem.invalid("If-Match", "must be * or one entity tag").raised();
    }
    boolean quoted = tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
    if (!quoted && !tag.startsWith("W/\"")) {
      throw Problem.invalid("If-Match", "must be * or an entity tag in quotes").raised();
    }
    return quoted ? version(tag.substring(1, tag.length() - 1)) : MATCHES_NOTHING;
  }

  /** Whether a client that shows these tags has the thing already. Weak tags count here. */
  static boolean has(@Nullable String ifNoneMatch, @Nullable String tag) {
    if (ifNoneMatch == null || tag == null) {
      return false;
    }
    if (ifNoneMatch.strip().equals("*")) {
      return true;
    }
    int start = 0;
    while (start <= ifNoneMatch.length()) {
      int comma = ifNoneMatch.indexOf(',', start);
      int end = comma < 0 ? ifNoneMatch.length() : comma;
      String known = ifNoneMatch.substring(start, end).strip();
      if (known.equals(tag) || known.equals("W/" + tag)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /** A tag that we never gave, whatever it looks like, matches nothing. */
  private static Precondition version(String text) {
    try {
      int version = Integer.parseInt(text);
      return version > 0 && Integer.toString(version).equals(text)
          ? new Precondition.Version(version)
          : MATCHES_NOTHING;
    } catch (NumberFormatException e) {
      return MATCHES_NOTHING;
    }
  }
}
