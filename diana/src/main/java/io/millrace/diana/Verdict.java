package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.algorithm.Quota;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Scratch;
import io.millrace.diana.shared.SharedAsk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request, and why. Whoever decides many requests one after the other uses one
 * verdict for all of them and so allocates nothing; it says what the last decision was. Owned by
 * one thread at a time.
 *
 * <p>Limits that looked at the request are numbered from 0 to {@link #size}.
 */
public final class Verdict {
  /** How long somebody waits who was refused because counting itself failed. */
  static final long FAILED_RETRY_NANOS = 1_000_000_000;

  final KeyHash hash;
  final @Nullable KeyHash sharedHash;
  final SharedAsk ask = new SharedAsk();
  final Scratch scratch = new Scratch();

  /** Room for as many limits as there are; the first {@link #size} look at this request. */
  private Asked[] asked = new Asked[0];

  boolean[] exempt = new boolean[0];

  int size;

  /** How many limits this process counts by itself: they come before those that are shared. */
  int own;

  /** Whether shared counts are not asked. */
  boolean alone;

  boolean admitted;
  long takenAt;
  long delayNanos;
  private @Nullable Rule denial;
  private @Nullable Rule failure;

  private Verdict(KeyHash hash, @Nullable KeyHash sharedHash) {
    this.hash = hash;
    this.sharedHash = sharedHash;
  }

  /** Of a single request. */
  static Verdict forOne(KeyHash.Seed seed, KeyHash.@Nullable Seed sharedSeed) {
    return new Verdict(new KeyHash(seed), sharedSeed == null ? null : new KeyHash(sharedSeed));
  }

  /** Of many requests, one after the other. */
  static Verdict forMany(KeyHash.Seed seed, KeyHash.@Nullable Seed sharedSeed) {
    return new Verdict(
        KeyHash.forMany(seed), sharedSeed == null ? null : KeyHash.forMany(sharedSeed));
  }

  /** Keys under shared limits are hashed alike in all processes. */
  KeyHash hash(Counted rule) {
    return rule.isShared() && sharedHash != null ? sharedHash : hash;
  }

  void begin(Counted[] limits) {
    if (asked.length < limits.length) {
      exempt = new boolean[limits.length];
      int known = asked.length;
      asked = Arrays.copyOf(asked, limits.length);
      for (int limit = known; limit < limits.length; limit++) {
        asked[limit] = new Asked(limits[limit]);
      }
    }
    scratch.begin();
    size = 0;
    own = 0;
    admitted = true;
    takenAt = 0;
    delayNanos = 0;
    denial = null;
    failure = null;
  }

  void add(Counted rule, KeyHash key, long costs) {
    asked[size].begin(rule, key, costs);
    size++;
    if (!rule.isShared()) {
      own = size;
    }
  }

  Asked asked(int limit) {
    return asked[limit];
  }

  /** Nothing is counted under this limit after all. */
  void remove(int limit) {
    Asked removed = asked[limit];
    size--;
    System.arraycopy(asked, limit + 1, asked, limit, size - limit);
    asked[size] = removed;
    if (limit < own) {
      own--;
    }
  }

  void exempt(boolean[] from) {
    for (int limit = 0; limit < from.length; limit++) {
      exempt[limit] |= from[limit];
    }
  }

  void clearExemptions(int limits) {
    Arrays.fill(exempt, 0, limits, false);
  }

  void deny(Rule rule) {
    denial = rule;
    admitted = false;
  }

  /** Counting failed under a rule that refuses then. */
  void fail(Rule rule) {
    failure = rule;
    admitted = false;
  }

  /** Whether the request may pass, after {@link #delayNanos}. */
  public boolean isAdmitted() {
    return admitted;
  }

  /** How long the request is to be held back before it passes: more than 0 under a shaper only. */
  public long delayNanos() {
    return delayNanos;
  }

  /** How many limits looked at it. */
  public int size() {
    return size;
  }

  public String rule(int limit) {
    return asked[limit].rule().name();
  }

  public Quota quota(int limit) {
    return asked[limit].quota();
  }

  public boolean isShadow(int limit) {
    return asked[limit].isShadow();
  }

  /** Whether this limit said no; a shadow's no refuses nobody. */
  public boolean isExceeded(int limit) {
    return asked[limit].isExceeded();
  }

  /** How much is left under this limit. */
  public long left(int limit) {
    return asked[limit].left();
  }

  /** When more will be left, in nanoseconds from the decision on; 0 if all of it is left. */
  public long untilMoreNanos(int limit) {
    return asked[limit].untilMoreNanos();
  }

  /** The half of the key's hash that may be shown: it says nothing about the key. */
  public long keyHash(int limit) {
    return asked[limit].second;
  }

  /** 200 if it was admitted, or what the rule that refused wants to be answered. */
  public int status() {
    if (admitted) {
      return 200;
    }
    if (denial != null) {
      return denial.effect() instanceof Rule.Deny deny ? deny.status() : 403;
    }
    if (failure != null) {
      return 503;
    }
    int status = 0;
    for (int limit = 0; limit < size; limit++) {
      if (refuses(limit)) {
        // One that blames the server, if there is one: the client then knows that it is not alone.
        status = Math.max(status, asked[limit].counted.limit().status());
      }
    }
    return status;
  }

  private boolean refuses(int limit) {
    return asked[limit].refuses();
  }

  /** Whether no limit refused but a rule of the deny list. */
  public boolean isDenied() {
    return denial != null;
  }

  /** Whether it was refused because counting failed, and not because of what was counted. */
  public boolean isFailed() {
    return failure != null;
  }

  /** The names of the rules that refused it. */
  public List<String> refusedBy() {
    if (denial != null) {
      return List.of(denial.name());
    }
    if (failure != null) {
      return List.of(failure.name());
    }
    return admitted ? List.of() : names(this::refuses);
  }

  /** The names of the rules that would have refused it if they were no shadows. */
  public List<String> wouldRefuse() {
    return names(limit -> isExceeded(limit) && isShadow(limit));
  }

  private List<String> names(IntPredicate wanted) {
    List<String> names = new ArrayList<>();
    for (int limit = 0; limit < size; limit++) {
      if (wanted.test(limit)) {
        names.add(rule(limit));
      }
    }
    return names;
  }

  /** Whether waiting can help. It cannot if the request costs more than a limit, or is denied. */
  public boolean isRetryUseful() {
    if (denial != null) {
      return false;
    }
    for (int limit = 0; limit < size; limit++) {
      if (refuses(limit) && asked[limit].answer == Algorithm.NEVER) {
        return false;
      }
    }
    return true;
  }

  /** After how many nanoseconds the same request may be admitted; 0 if it was. */
  public long retryAfterNanos() {
    long longest = failure == null ? 0 : FAILED_RETRY_NANOS;
    for (int limit = 0; limit < size; limit++) {
      if (!admitted && refuses(limit) && asked[limit].answer != Algorithm.NEVER) {
        longest = Math.max(longest, -asked[limit].answer);
      }
    }
    return longest;
  }
}
