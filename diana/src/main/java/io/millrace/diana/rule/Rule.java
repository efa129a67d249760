package io.millrace.diana.rule;

import io.millrace.diana.algorithm.Algorithm;
import java.util.List;
import java.util.Set;

/**
 * One line of a policy: on which requests it looks, and what becomes of them.
 *
 * @param name unique in its policy; clients see it
 * @param when all of these hold; none means every request
 */
public record Rule(String name, List<Condition> when, Effect effect) {
  /** What clients and metrics can carry. */
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  public Rule {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" is no name; up to 64 letters, digits, dots, dashes and underscores are");
    }
    when =
        effect instanceof Exempt
            ? when.stream().map(Conditions::beyondDoubt).toList()
            : List.copyOf(when);
  }

  /** What a rule does. */
  public sealed interface Effect permits Deny, Exempt, Limit {}

  /**
   * Refuses, whatever was counted.
   *
   * @param onFailure when a condition of the rule fails, so that nobody knows whether it means the
   *     request: open lets it pass, closed refuses it with 503. Nothing is counted, so local is
   *     none
   */
  public record Deny(int status, OnFailure onFailure) implements Effect {
    public Deny {
      requireStatus(status, Set.of(403, 429, 503));
      if (onFailure == OnFailure.LOCAL) {
        throw new IllegalArgumentException(
            "a denial counts nothing, so on failure it is open or closed");
      }
    }

    public Deny(int status) {
      this(status, OnFailure.OPEN);
    }
  }

  /**
   * Takes requests out of other rules: out of those named, or out of all limits if none is. When a
   * condition of it fails or is in doubt, it takes the request out of none.
   */
  public record Exempt(Set<String> rules) implements Effect {
    public Exempt {
      rules = Set.copyOf(rules);
    }
  }

  /**
   * Counts.
   *
   * @param by the parts of the key; none means that all requests are counted together
   * @param missing what is done with a request that lacks a part of the key
   * @param cost multiplied with the request's own
   * @param counting in this process, or shared with others
   * @param onFailure when counting itself fails
   * @param shadow counts and reports, and refuses nobody
   * @param status of a refusal: 429 or 503
   * @param keysMax for how many keys there is room in this process
   * @param lease how many units a process takes at once from shared counts, and then admits without
   *     asking; 0 if it asks for each request
   */
  public record Limit(
      List<Key> by,
      Missing missing,
      Algorithm algorithm,
      long cost,
      Counting counting,
      OnFailure onFailure,
      boolean shadow,
      int status,
      int keysMax,
      long lease)
      implements Effect {

    /** Room for so many if nobody says anything; about 70 MB with a token bucket. */
    private static final int KEYS = 1_000_000;

    /**
     * 256 MB of states: for algorithms that keep much, this gives fewer keys. A table that is full
     * takes up to 2.7 times as much, as its size is a power of two and a quarter of it is empty.
     */
    private static final long WORDS = 1L << 25;

    private static final int KEYS_MAX = 100_000_000;

    /** 8 GB: beyond this a table wants more than a process should have. */
    private static final long WORDS_MAX = 1L << 30;

    /** Before each state stands its key's hash. */
    private static final int HASH_WORDS = 2;

    public Limit {
      by = List.copyOf(by);
      requireStatus(status, Set.of(429, 503));
      if (cost < 0 || cost > Algorithm.COST_MAX) {
        throw new IllegalArgumentException("a cost is from 0 to " + Algorithm.COST_MAX);
      }
      long most = Math.min(KEYS_MAX, WORDS_MAX / wordsOf(algorithm));
      if (keysMax < 1 || keysMax > most) {
        throw new IllegalArgumentException("there is room for 1 to " + most + " keys");
      }
      if (lease != 0) {
        requireLease(algorithm, counting, lease);
      }
    }

    private static void requireLease(Algorithm algorithm, Counting counting, long lease) {
      if (counting != Counting.SHARED) {
        throw new IllegalArgumentException("a lease is of counts that are shared");
      }
      if (algorithm.leaseNanos(1) == 0) {
        throw new IllegalArgumentException(
            algorithm.describe() + " is exact, so nothing can be leased of it");
      }
      if (lease < 0 || lease > algorithm.quota().limit()) {
        throw new IllegalArgumentException(
            "a lease is from 0 to the limit, " + algorithm.quota().limit());
      }
    }

    private static int wordsOf(Algorithm algorithm) {
      return HASH_WORDS + algorithm.words();
    }

    /** Room for a million keys, or for fewer if each of them takes much. */
    public static int keys(Algorithm algorithm) {
      return (int) Math.min(KEYS, WORDS / wordsOf(algorithm));
    }

    public static Limit of(Algorithm algorithm, Key... by) {
      return new Limit(
          List.of(by),
          Missing.SKIP,
          algorithm,
          1,
          Counting.LOCAL,
          OnFailure.OPEN,
          false,
          429,
          keys(algorithm),
          0);
    }

    public Limit withCost(long other) {
      return new Limit(
          by, missing, algorithm, other, counting, onFailure, shadow, status, keysMax, lease);
    }

    public Limit withMissing(Missing other) {
      return new Limit(
          by, other, algorithm, cost, counting, onFailure, shadow, status, keysMax, lease);
    }

    public Limit withKeysMax(int other) {
      return new Limit(
          by, missing, algorithm, cost, counting, onFailure, shadow, status, other, lease);
    }

    public Limit withStatus(int other) {
      return new Limit(
          by, missing, algorithm, cost, counting, onFailure, shadow, other, keysMax, lease);
    }

    public Limit onFailure(OnFailure other) {
      return new Limit(
          by, missing, algorithm, cost, counting, other, shadow, status, keysMax, lease);
    }

    public Limit shadowed() {
      return new Limit(
          by, missing, algorithm, cost, counting, onFailure, true, status, keysMax, lease);
    }

    public Limit shared(OnFailure whenGone) {
      return new Limit(
          by, missing, algorithm, cost, Counting.SHARED, whenGone, shadow, status, keysMax, lease);
    }

    /** Shared, and so many units at once. */
    public Limit leased(long units) {
      return new Limit(
          by, missing, algorithm, cost, counting, onFailure, shadow, status, keysMax, units);
    }

    /**
     * Whether it goes on with what an earlier limit of the same rule has counted: it counts the
     * same things, in a way that understands those numbers.
     */
    public boolean continues(Limit earlier) {
      return key().equals(earlier.key())
          && counting == earlier.counting
          && lease == earlier.lease
          && algorithm.continues(earlier.algorithm);
    }

    private String key() {
      return String.join(" ", by.stream().map(Key::describe).toList());
    }

    /**
     * What one number counts, and how. Where processes count together, those with the same text
     * understand each other; room and lease are each process's own.
     */
    public String meaning() {
      return key() + " | " + algorithm.describe();
    }
  }

  /** A request that lacks a part of the key. */
  public enum Missing {
    /** The rule does not look at it. */
    SKIP,
    /** It is counted with all others that lack a part. */
    TOGETHER
  }

  /** Where counts are kept. */
  public enum Counting {
    LOCAL,
    SHARED
  }

  /** What becomes of requests when counting fails. */
  public enum OnFailure {
    /** They are counted here, against this node's share. */
    LOCAL,
    /** They pass. */
    OPEN,
    /** They are refused, with 503. */
    CLOSED
  }

  private static void requireStatus(int status, Set<Integer> allowed) {
    if (!allowed.contains(status)) {
      throw new IllegalArgumentException(status + " is none of the statuses " + allowed);
    }
  }

  /** Whether it refuses a request if it fails with it. */
  public boolean refusesOnFailure() {
    if (effect instanceof Limit limit) {
      return limit.onFailure() == OnFailure.CLOSED && !limit.shadow();
    }
    return effect instanceof Deny deny && deny.onFailure() == OnFailure.CLOSED;
  }

  public Rule when(Condition... more) {
    return new Rule(name, List.of(more), effect);
  }

  public static Rule limit(String name, Limit limit) {
    return new Rule(name, List.of(), limit);
  }

  public static Rule deny(String name, Condition... when) {
    return new Rule(name, List.of(when), new Deny(403));
  }

  public static Rule exempt(String name, Condition... when) {
    return new Rule(name, List.of(when), new Exempt(Set.of()));
  }
}
