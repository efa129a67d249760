package io.millrace.diana.http;

import io.millrace.diana.Verdict;
import io.millrace.diana.algorithm.Quota;
import java.util.function.BiConsumer;

/**
 * The fields {@code RateLimit-Policy} and {@code RateLimit} of
 * draft-ietf-httpapi-ratelimit-headers: lists of structured fields, an item for each limit that
 * looked at the request. Shadows are not told. Names of rules are such that they need no escaping.
 *
 * <p>The draft knows whole seconds, and at least one. What comes back in parts of a second is told
 * for whole ones, or clients that keep to it would ask for less than they may: 20 that come back in
 * 2 ms are {@code q=10000;w=1}, and {@link #BURST} says that only 20 may come at once.
 *
 * <p>{@link #tell} is all that a filter for one more server needs, with the body of a {@link
 * Refusal}.
 */
public final class RateLimitFields {
  public static final String POLICY = "RateLimit-Policy";
  public static final String LIMIT = "RateLimit";

  /**
   * The parameter of a policy for the most that is admitted at once, where that is not the quota.
   */
  static final String BURST = "diana-burst";

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
        add(quota, begin(list, verdict.rule(limit)));
      }
    }
    return list.toString();
  }

  private static void add(Quota quota, StringBuilder item) {
    if (quota.windowNanos() == 0) {
      item.append(";q=").append(quota.limit()).append(";qu=\"concurrent-requests\"");
      return;
    }
    long seconds = seconds(quota.windowNanos());
    long beside = seconds * NANOS_A_SECOND - quota.windowNanos();
    long inSeconds = quota.limit() + quota.limit() * beside / quota.windowNanos();
    item.append(";q=").append(inSeconds).append(";w=").append(seconds);
    if (inSeconds != quota.limit()) {
      item.append(';').append(BURST).append('=').append(quota.limit());
    }
  }

  /**
   * What is left: {@code "per-account";r=41;t=12}. Empty if no limit looked. Who has something left
   * and more within a second is told no time: a second would hold him up.
   */
  public static String limit(Verdict verdict) {
    StringBuilder list = new StringBuilder(CHARS_AN_ITEM * verdict.size());
    for (int limit = 0; limit < verdict.size(); limit++) {
      if (!verdict.isShadow(limit)) {
        long left = verdict.left(limit);
        begin(list, verdict.rule(limit)).append(";r=").append(left);
        long untilMore = verdict.untilMoreNanos(limit); // some divisions: asked once
        if (untilMore >= NANOS_A_SECOND || (untilMore > 0 && left == 0)) {
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
