package io.millrace.diana;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each rule would say to a request now, without counting it. Of a rule that counts together
 * with others it is what these say all together, or, if they do not answer, what the rule does
 * then; the reason says so.
 *
 * @param lines one for each rule of the policy, in its order
 */
public record Explanation(boolean admitted, List<Line> lines) {
  /**
   * One rule.
   *
   * @param says in words
   * @param key null if the rule does not look at the request or counts nothing
   * @param left null as above
   * @param retryAfterNanos 0 if it admits
   */
  public record Line(
      String rule,
      Says says,
      @Nullable String reason,
      @Nullable String key,
      @Nullable Long left,
      long retryAfterNanos) {}

  /** What a rule says. */
  public enum Says {
    /** It does not look at such a request. */
    NOTHING,
    /** It takes the request out of limits. */
    EXEMPTS,
    /** Another rule took the request out of this one. */
    IS_EXEMPTED,
    ADMITS,
    REFUSES,
    /** It would refuse, but is a shadow. */
    WOULD_REFUSE,
    /** It is a deny list, and this is on it. */
    DENIES
  }
}
