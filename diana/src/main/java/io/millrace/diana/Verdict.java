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

  /** States up to this length are copied under the lock and looked at behind it. */
  static final int COPIED_WORDS_MAX = 5;

  final KeyHash hash;
  final @Nullable KeyHash sharedHash;
  final SharedAsk ask = new SharedAsk();
  final Scratch scratch = new Scratch();

  Counted[] counted = new Counted[0];
  Segment[] segments = new Segment[0];
  long[] first = new long[0];
  long[] second = new long[0];
  long[] cost = new long[0];
  int[] at = new int[0];
  long[] answer = new long[0];
  private long[] left = new long[0];
  private long[] until = new long[0];
  private long[] copies = new long[0];
  private long[] copiedAt = new long[0];
  boolean[] taken = new boolean[0];

  /** When the lease ends that a limit was taken from; 0 if it was from none. */
  long[] leaseEnds = new long[0];

  boolean[] exempt = new boolean[0];

  int size;

  /** How many limits this process counts by itself: they come before those that are shared. */
  int own;

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

  void begin(int limits) {
    if (counted.length < limits) {
      counted = new Counted[limits];
      segments = new Segment[limits];
      first = new long[limits];
      second = new long[limits];
      cost = new long[limits];
      at = new int[limits];
      answer = new long[limits];
      left = new long[limits];
      until = new long[limits];
      copies = new long[limits * COPIED_WORDS_MAX];
      copiedAt = new long[limits];
      taken = new boolean[limits];
      leaseEnds = new long[limits];
      exempt = new boolean[limits];
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
    if (counted[size] != rule) { // mostly it is: a reference that is stored costs a collector more
      counted[size] = rule;
    }
    first[size] = key.first();
    second[size] = key.second();
    cost[size] = costs;
    answer[size] = 0;
    taken[size] = false;
    leaseEnds[size] = 0;
    size++;
    if (!rule.isShared()) {
      own = size;
    }
  }

  /**
   * Notes what is left in a state. What that is takes divisions to find out, and few ask: so a
   * short state is only copied here, where its lock is held.
   */
  void note(int limit, long[] state, int from, long now) {
    Algorithm algorithm = counted[limit].algorithm();
    int words = algorithm.words();
    if (words <= COPIED_WORDS_MAX) {
      int to = limit * COPIED_WORDS_MAX;
      for (int word = 0; word < words; word++) {
        copies[to + word] = state[from + word];
      }
      copiedAt[limit] = now;
    } else {
      note(limit, algorithm.left(state, from, now), algorithm.untilMore(state, from, now));
    }
  }

  /** Notes what is left as somebody else says it. */
  void note(int limit, long leftNow, long untilMoreNanos) {
    left[limit] = leftNow;
    until[limit] = untilMoreNanos;
    copiedAt[limit] = 0;
  }

  /** Nothing is counted under this limit after all. */
  void remove(int limit) {
    for (int next = limit + 1; next < size; next++) {
      counted[next - 1] = counted[next];
      first[next - 1] = first[next];
      second[next - 1] = second[next];
      cost[next - 1] = cost[next];
    }
    size--;
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
    return counted[limit].rule().name();
  }

  public Quota quota(int limit) {
    return counted[limit].algorithm().quota();
  }

  public boolean isShadow(int limit) {
    return counted[limit].limit().shadow();
  }

  /** Whether this limit said no; a shadow's no refuses nobody. */
  public boolean isExceeded(int limit) {
    return answer[limit] < 0;
  }

  /** How much is left under this limit. */
  public long left(int limit) {
    return copiedAt[limit] == 0
        ? left[limit]
        : counted[limit].algorithm().left(copies, limit * COPIED_WORDS_MAX, copiedAt[limit]);
  }

  /** When more will be left, in nanoseconds from the decision on; 0 if all of it is left. */
  public long untilMoreNanos(int limit) {
    return copiedAt[limit] == 0
        ? until[limit]
        : counted[limit].algorithm().untilMore(copies, limit * COPIED_WORDS_MAX, copiedAt[limit]);
  }

  /** The half of the key's hash that may be shown: it says nothing about the key. */
  public long keyHash(int limit) {
    return second[limit];
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
        status = Math.max(status, counted[limit].limit().status());
      }
    }
    return status;
  }

  private boolean refuses(int limit) {
    return isExceeded(limit) && !isShadow(limit);
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
      if (refuses(limit) && answer[limit] == Algorithm.NEVER) {
        return false;
      }
    }
    return true;
  }

  /** After how many nanoseconds the same request may be admitted; 0 if it was. */
  public long retryAfterNanos() {
    long longest = failure == null ? 0 : FAILED_RETRY_NANOS;
    for (int limit = 0; limit < size; limit++) {
      if (!admitted && refuses(limit) && answer[limit] != Algorithm.NEVER) {
        longest = Math.max(longest, -answer[limit]);
      }
    }
    return longest;
  }
}
