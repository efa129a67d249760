package io.millrace.delivery.party;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often a call that failed is sent again, for each kind of failure, after how long, and what is
 * to become of it when it has failed for good. A kind that is not there is not tried again here.
 */
public record Retry(Map<FailureKind, Rule> rules) {

  /**
   * For a party of which nothing better is known. Nothing that a party has understood and refused
   * is sent again.
   */
  public static final Retry DEFAULT =
      new Retry(
          Map.of(
              FailureKind.UNREACHABLE, new Rule(3, Duration.ofMillis(200), Duration.ofSeconds(2)),
              FailureKind.TIMED_OUT, new Rule(1, Duration.ofMillis(500), Duration.ofSeconds(2)),
              FailureKind.BROKEN_OFF, new Rule(2, Duration.ofMillis(200), Duration.ofSeconds(2)),
              FailureKind.THROTTLED, new Rule(2, Duration.ofSeconds(1), Duration.ofSeconds(5)),
              FailureKind.UNAVAILABLE, new Rule(2, Duration.ofMillis(500), Duration.ofSeconds(5)),
              FailureKind.SERVER_ERROR,
                  new Rule(1, Duration.ofMillis(500), Duration.ofSeconds(2))));

  public Retry {
    Map<FailureKind, Rule> own = new EnumMap<>(FailureKind.class);
    own.putAll(rules);
    rules = Map.copyOf(own);
  }

  /** What becomes of a call that failed so, when it is sent no more. */
  public Then then(FailureKind kind) {
    Rule rule = rules.get(kind);
    return rule == null ? Then.LATER : rule.then();
  }

  /** What whoever made the call does about it when the party's own tries are used up. */
  public enum Then {
    /** It makes it again by its own table, which may be one of days. */
    LATER,
    /** It lets it be: asking again is of no use, and a person looks at it. */
    NEVER
  }

  /**
   * For one kind.
   *
   * @param times after the first try
   * @param first before the first repeat, twice as long before each further one
   * @param cap never longer
   * @param then when that was of no use
   */
  public record Rule(int times, Duration first, Duration cap, Then then) {

    /** What was of no use now may be so later. */
    public Rule(int times, Duration first, Duration cap) {
      this(times, first, cap, Then.LATER);
    }

    /** Not tried again here; what somebody who wants it tried waits if nothing else is said. */
    public static final Rule NONE = new Rule(0, Duration.ofMillis(500), Duration.ofSeconds(2));

    private static final int DOUBLINGS_MAX = 20;

    long delayMillis(int repeat) {
      long doubled = first.toMillis() << Math.min(repeat, DOUBLINGS_MAX);
      return Math.min(doubled, cap.toMillis());
    }
  }
}
