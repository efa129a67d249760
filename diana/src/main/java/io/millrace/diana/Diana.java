package io.millrace.diana;

import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Scratch;
import io.millrace.diana.rule.UnfitRule;
import io.millrace.diana.shared.SharedCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The rate limiter: holds a policy, counts requests under it, and says which may pass.
 *
 * <pre>{@code
 * Diana diana = new Diana(Policy.of(
 *     Rule.limit("per-address", Limit.of(new TokenBucket(100, SECOND, 200), Keys.address()))));
 * Verdict verdict = diana.verdict();           // one a thread
 * if (diana.decide(request, verdict)) { … serve … } else { … answer verdict.status() … }
 * }</pre>
 *
 * <p>May be used by any number of threads. The policy can be replaced at any time; a decision is
 * made wholly under one policy.
 */
public final class Diana {
  private final Ticker ticker;
  private final long startNanos;
  private final KeyHash.Seed seed;
  private final @Nullable SharedCounting shared;
  private final HotKeys hotKeys = new HotKeys();
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private volatile Compiled compiled = Compiled.EMPTY;

  public Diana(Policy policy) {
    this(policy, Ticker.ofMachine());
  }

  public Diana(Policy policy, Ticker ticker) {
    this(policy, ticker, KeyHash.Seed.secret(), null);
  }

  /** With counts that several processes share. */
  public Diana(Policy policy, Ticker ticker, SharedCounts shared) {
    this(policy, ticker, KeyHash.Seed.secret(), shared);
  }

  Diana(Policy policy, Ticker ticker, KeyHash.Seed seed, @Nullable SharedCounts shared) {
    this.ticker = ticker;
    this.shared = shared == null ? null : new SharedCounting(shared, this::now);
    this.startNanos = ticker.nanos();
    this.seed = seed;
    use(policy);
  }

  private long now() {
    return Algorithm.EPOCH_NANOS + Math.max(0, ticker.nanos() - startNanos);
  }

  public Policy policy() {
    return compiled.policy();
  }

  /**
   * Replaces the policy. Counts of a rule go on that has the same name, key, algorithm, place of
   * counting and lease as before; what else changed about it (conditions, status, room for keys,
   * whether it is a shadow) does not matter. A limit of concurrency goes on also if its height
   * changed.
   *
   * @throws UnfitRule if a rule shares counts and nothing is shared here; then the policy that was
   *     in force stays
   */
  public synchronized void use(Policy policy) {
    for (Rule rule : policy.rules()) {
      if (rule.effect() instanceof Rule.Limit limit && limit.counting() == Rule.Counting.SHARED) {
        requireShared(policy, rule, limit);
      }
    }
    Compiled before = compiled;
    compiled = Compiled.of(policy, before);
    hotKeys.keepOnly(compiled.kept(before));
    watchers.forEach(Runnable::run);
  }

  /** From now on this runs whenever another policy is in force: meters come and go with rules. */
  public void whenReplaced(Runnable watcher) {
    watchers.add(watcher);
  }

  private void requireShared(Policy policy, Rule rule, Rule.Limit limit) {
    if (shared == null) {
      throw new UnfitRule(
          policy.rules().indexOf(rule),
          "counting",
          rule.name() + " is to be counted together with others, but nothing is shared here");
    }
    if (!shared.knows(limit.algorithm())) {
      throw new UnfitRule(
          policy.rules().indexOf(rule),
          "counting",
          rule.name() + ": " + limit.algorithm().describe() + " cannot be counted with others");
    }
  }

  /** Whether shared counts do not answer, so that this process counts by itself. */
  public boolean isAlone() {
    return shared != null && shared.isAlone();
  }

  /** Something to decide with; whoever owns it uses it again and again. */
  public Verdict verdict() {
    return Verdict.forMany(seed, sharedSeed());
  }

  private KeyHash.@Nullable Seed sharedSeed() {
    return shared == null ? null : shared.seed();
  }

  /** Decides with a verdict of its own. */
  public Verdict decide(Request request) {
    Verdict verdict = Verdict.forOne(seed, sharedSeed());
    decide(request, verdict);
    return verdict;
  }

  /**
   * The same without a question to shared counts, as if they did not answer: for whoever has no
   * time to wait for them.
   */
  public Verdict decideAlone(Request request) {
    Verdict verdict = Verdict.forOne(seed, sharedSeed());
    verdict.alone = true;
    decide(request, verdict);
    return verdict;
  }

  /**
   * Counts the request and says whether it may pass.
   *
   * @param verdict says why; {@link #done} wants it when the request has ended
   */
  public boolean decide(Request request, Verdict verdict) {
    Compiled policy = compiled;
    verdict.begin(policy.limits());
    if (isDenied(policy, request, verdict)) {
      return false;
    }
    gather(policy, request, verdict);
    if (verdict.size == 0) {
      return verdict.admitted;
    }
    count(verdict, request);
    return verdict.admitted;
  }

  private static boolean isDenied(Compiled policy, Request request, Verdict verdict) {
    for (Compiled.Listed denial : policy.denials()) {
      if (denial.looksAt(request, verdict)) {
        denial.meters().refused.increment();
        verdict.deny(denial.rule());
        return true;
      }
    }
    return !verdict.admitted; // one failed that refuses then
  }

  /** Finds the limits that look at the request, and its keys under them. */
  private static void gather(Compiled policy, Request request, Verdict verdict) {
    Counted[] limits = policy.limits();
    boolean exempting = exempt(policy, request, verdict);
    for (int limit = 0; limit < limits.length; limit++) {
      if (exempting && verdict.exempt[limit]) {
        continue;
      }
      Counted counted = limits[limit];
      try {
        KeyHash hash = verdict.hash(counted);
        if (counted.looksAt(request, verdict.scratch)
            && counted.giveKey(request, verdict.scratch, hash.begin())) {
          verdict.add(counted, hash.finish(), counted.cost(request));
        }
      } catch (RuntimeException e) {
        counted.failed(e);
        if (counted.rule().refusesOnFailure()) {
          verdict.fail(counted.rule());
        }
      }
    }
  }

  private static boolean exempt(Compiled policy, Request request, Verdict verdict) {
    boolean any = false;
    for (Compiled.Listed exemption : policy.exemptions()) {
      if (exemption.looksAt(request, verdict)) {
        if (!any) {
          verdict.clearExemptions(policy.limits().length);
        }
        any = true;
        verdict.exempt(exemption.limits());
      }
    }
    return any;
  }

  private void count(Verdict verdict, Request request) {
    long now = now();
    LocalCounting.count(verdict, 0, verdict.own, now);
    if (shared != null && verdict.own < verdict.size) {
      if (verdict.admitted) {
        shared.count(verdict, now);
      } else {
        verdict.size = verdict.own; // the others were not asked
      }
    }
    for (int limit = 0; limit < verdict.size; limit++) {
      Asked asked = verdict.asked(limit);
      Meters meters = asked.counted.meters();
      if (asked.isExceeded()) {
        (asked.isShadow() ? meters.wouldRefuse : meters.refused).increment();
      }
      if (verdict.admitted && !asked.metered) {
        meters.admitted.increment();
      }
    }
    if (verdict.size > 0 && HotKeys.isLookedAt(verdict.asked(0).first, now)) {
      hotKeys.look(verdict, request);
    }
  }

  /**
   * The request has ended. Needed under concurrency limits, harmless otherwise, and once is enough.
   *
   * @param failed whether it ran into somebody else's limit: a timeout, an overload
   */
  public void done(Verdict verdict, boolean failed) {
    if (verdict.admitted) {
      LocalCounting.giveBack(verdict, now(), failed);
    }
  }

  /**
   * What every rule would say to the request now. Counts nothing; asks shared counts for each of
   * their rules, and so may wait for them that often.
   */
  public Explanation explain(Request request) {
    Compiled policy = compiled;
    Verdict verdict = verdict();
    verdict.begin(policy.limits());
    boolean exempting = exempt(policy, request, verdict);
    return new Explaining(policy, shared, request, verdict, this::now).explain(exempting);
  }

  /**
   * Forgets what was counted for the key that the request has under the rule. What is in flight
   * under a limit of concurrency is forgotten, too: until that has ended, as much again may be.
   *
   * @return false if there is no such rule, the request has no key under it, the key found no room
   *     and is counted with others, or shared counts did not answer
   */
  public boolean reset(String rule, Request request) {
    Counted counted = compiled.named(rule);
    if (counted == null) {
      return false;
    }
    KeyHash hash = verdict().hash(counted);
    if (!counted.giveKey(request, new Scratch(), hash.begin())) {
      return false;
    }
    hash.finish();
    boolean here = resetHere(counted, hash, now());
    boolean there = shared == null || !counted.isShared() || shared.forget(counted, hash);
    return here && there;
  }

  private static boolean resetHere(Counted counted, KeyHash hash, long now) {
    Segment segment = counted.counts().segment(hash.first());
    segment.lock();
    try {
      return segment.reset(hash.first(), hash.second(), now);
    } finally {
      segment.unlock();
    }
  }

  /** The keys that ask most, hottest first. */
  public List<HotKey> hottest(int most) {
    return hotKeys.hottest(most);
  }

  /** How each rule is doing, in the policy's order. */
  public List<RuleReport> report() {
    Compiled policy = compiled;
    List<RuleReport> reports = new ArrayList<>();
    for (Rule rule : policy.policy().rules()) {
      RuleReport report = policy.report(rule.name());
      if (report != null) {
        reports.add(report);
      }
    }
    return reports;
  }

  /**
   * How one rule is doing; null if there is none of that name. For gauges: those of all rules
   * together cost what {@link #report()} does once, and nobody who decides waits for them.
   */
  public @Nullable RuleReport report(String rule) {
    return compiled.report(rule);
  }
}
