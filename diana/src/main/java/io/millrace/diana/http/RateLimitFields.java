package io.millrace.diana.http;

import io.millrace.diana.Verdict;
import io.millrace.diana.algorithm.Quota;
import java.util.function.BiConsumer;

/**
 * The fields {@code RateLimit-Policy} and {@code RateLimit} of
 * draft-ietf-httpapi-ratelimit-headers: lists of structured fields, an item for each limit that
 * looked at the request. Shadows are not told. Names of rules are such that they need no escaping.
 *
 * <p>{@link #tell} is all that a filter for one more server needs, with the body of a {@link
 * Refusal}.
 */
public final class RateLimitFields {
  public static final String POLICY = "RateLimit-Policy";
  public static final String LIMIT = "RateLimit";

  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final int CHARS_AN_ITEM = 48;

  private RateLimitFields() {}

  /**
   * Sets every field that the client of this request is to see, admitted or refused.
   *
   * @param set takes a name and a value
   */
  public static void tell(Verdict verdict, BiConsumer<String, String> set) {
    String policy = policy(verdict);
    if (!policy.isEmpty()) {
      set.accept(POLICY, policy);
      set.accept(LIMIT, limit(verdict));
    }
    if (!verdict.isAdmitted()) {
      long retryAfter = retryAfterSeconds(verdict);
      if (retryAfter > 0) {
        set.accept("Retry-After", Long.toString(retryAfter));
      }
      set.accept("Content-Type", Refusal.MEDIA_TYPE);
    }
  }

  /** What is allowed: {@code "per-account";q=100;w=60}. Empty if no limit looked. */
  public static String policy(Verdict verdict) {
    StringBuilder list = new StringBuilder(CHARS_AN_ITEM * verdict.size());
    for (int limit = 0; limit < verdict.size(); limit++) {
      if (!verdict.isShadow(limit)) {
        Quota quota = verdict.quota(limit);
        begin(list, verdict.rule(limit)).append(";q=").append(quota.limit());
        if (quota.windowNanos() > 0) {
          // Whole seconds, and at least one: the draft knows nothing shorter.
          list.append(";w=").append(seconds(quota.windowNanos()));
        } else {
          list.append(";qu=\"concurrent-requests\"");
        }
      }
    }
    return list.toString();
  }

  /** What is left: {@code "per-account";r=41;t=12}. Empty if no limit looked. */
  public static String limit(Verdict verdict) {
    StringBuilder list = new StringBuilder(CHARS_AN_ITEM * verdict.size());
    for (int limit = 0; limit < verdict.size(); limit++) {
      if (!verdict.isShadow(limit)) {
        begin(list, verdict.rule(limit)).append(";r=").append(verdict.left(limit));
        long untilMore = verdict.untilMoreNanos(limit); // some divisions: asked once
        if (untilMore > 0) {
          list.append(";t=").append(seconds(untilMore));
        }
      }
    }
    return list.toString();
  }

  private static StringBuilder begin(StringBuilder list, String rule) {
    return list.append(list.isEmpty() ? "" : ", ").append('"').append(rule).append('"');
  }

  /** What {@code Retry-After} says; 0 if waiting does not help. */
  public static long retryAfterSeconds(Verdict verdict) {
    return verdict.isRetryUseful() ? Math.max(1, seconds(verdict.retryAfterNanos())) : 0;
  }

  /** Rounded up: who comes back a moment too early is refused again. */
  static long seconds(long nanos) {
    return (nanos + NANOS_A_SECOND - 1) / NANOS_A_SECOND;
  }
}
