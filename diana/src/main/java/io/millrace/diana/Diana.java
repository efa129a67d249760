package io.millrace.diana;

import io.millrace.diana.Explanation.Says;
import io.millrace.diana.algorithm.Algorithm;
import io.millrace.diana.rule.Condition;
import io.millrace.diana.rule.KeyHash;
import io.millrace.diana.rule.KeyText;
import io.millrace.diana.rule.Policy;
import io.millrace.diana.rule.Rule;
import io.millrace.diana.rule.Scratch;
import io.millrace.diana.shared.SharedCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
  private static final System.Logger LOG = System.getLogger(Diana.class.getName());

  private final Ticker ticker;
  private final long startNanos;
  private final KeyHash.Seed seed;
  private final @Nullable SharedCounting shared;
  private final HotKeys hotKeys = new HotKeys();
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
   * Replaces the policy. Counts of a rule that has the same name, key and algorithm as before go
   * on; what else changed about it (conditions, status, whether it is a shadow) does not matter.
   *
   * @throws IllegalArgumentException if a rule shares counts and nothing is shared here; then the
   *     policy that was in force stays
   */
  public synchronized void use(Policy policy) {
    for (Rule rule : policy.rules()) {
      if (rule.effect() instanceof Rule.Limit limit && limit.counting() == Rule.Counting.SHARED) {
        requireShared(rule, limit);
      }
    }
    compiled = Compiled.of(policy, compiled);
  }

  private void requireShared(Rule rule, Rule.Limit limit) {
    if (shared == null) {
      throw new IllegalArgumentException(
          rule.name() + " is to be counted together with others, but nothing is shared here");
    }
    if (!shared.knows(limit.algorithm())) {
      throw new IllegalArgumentException(
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
   * Counts the request and says whether it may pass.
   *
   * @param verdict says why; {@link #done} wants it when the request has ended
   */
  public boolean decide(Request request, Verdict verdict) {
    Compiled policy = compiled;
    verdict.begin(policy.limits());
    for (Compiled.Listed denial : policy.denials()) {
      if (denial.looksAt(request, verdict.scratch)) {
        verdict.deny(denial.rule());
        return false;
      }
    }
    gather(policy, request, verdict);
    if (verdict.size == 0) {
      return verdict.admitted;
    }
    count(verdict, request);
    return verdict.admitted;
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
        failed(counted, verdict, e);
      }
    }
  }

  private static boolean exempt(Compiled policy, Request request, Verdict verdict) {
    boolean any = false;
    for (Compiled.Listed exemption : policy.exemptions()) {
      if (exemption.looksAt(request, verdict.scratch)) {
        if (!any) {
          verdict.clearExemptions(policy.limits().length);
        }
        any = true;
        verdict.exempt(exemption.limits());
      }
    }
    return any;
  }

  /** A condition, a key or an algorithm threw: a plug-in's fault, or ours. */
  private static void failed(Counted counted, Verdict verdict, RuntimeException e) {
    counted.meters().failed.increment();
    LOG.log(System.Logger.Level.WARNING, "Rule " + counted.rule().name() + " failed", e);
    if (counted.limit().onFailure() == Rule.OnFailure.CLOSED && !counted.limit().shadow()) {
      verdict.fail(counted.rule());
    }
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
      Counted.Meters meters = asked.counted.meters();
      if (asked.isExceeded()) {
        (asked.isShadow() ? meters.wouldRefuse : meters.refused).increment();
      }
      if (verdict.admitted) {
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

  /** What every rule would say to the request now. Counts nothing. */
  public Explanation explain(Request request) {
    Compiled policy = compiled;
    Verdict verdict = verdict();
    verdict.begin(policy.limits());
    boolean exempting = exempt(policy, request, verdict);
    List<Explanation.Line> lines = new ArrayList<>();
    for (Rule rule : policy.policy().rules()) {
      lines.add(explain(policy, rule, request, exempting, verdict));
    }
    boolean admitted =
        lines.stream().noneMatch(line -> line.says() == Says.REFUSES || line.says() == Says.DENIES);
    return new Explanation(admitted, lines);
  }

  private Explanation.Line explain(
      Compiled policy, Rule rule, Request request, boolean exempting, Verdict verdict) {
    Optional<Condition> missed =
        rule.when().stream().filter(c -> !c.holds(request, verdict.scratch)).findFirst();
    if (missed.isPresent()) {
      return line(rule, Says.NOTHING, "it is not " + missed.get().describe());
    }
    Counted counted = policy.named(rule.name());
    if (counted == null) {
      return line(rule, rule.effect() instanceof Rule.Deny ? Says.DENIES : Says.EXEMPTS, null);
    }
    if (exempting && verdict.exempt[place(policy, counted)]) {
      return line(rule, Says.IS_EXEMPTED, null);
    }
    KeyHash hash = verdict.hash(counted);
    if (!counted.giveKey(request, verdict.scratch, hash.begin())) {
      return line(rule, Says.NOTHING, "a part of its key is missing");
    }
    KeyText text = new KeyText();
    counted.giveKey(request, verdict.scratch, text);
    return asked(counted, request, hash.finish(), text.toString());
  }

  private Explanation.Line asked(Counted counted, Request request, KeyHash key, String text) {
    Segment segment = counted.counts().segment(key.first());
    Algorithm algorithm = counted.algorithm();
    long answer;
    long left;
    segment.lock();
    try {
      long now = Math.max(now(), segment.latest());
      int at = segment.look(key.first(), key.second());
      answer = algorithm.ask(segment.states(), at, now, counted.cost(request));
      left = algorithm.left(segment.states(), at, now);
    } finally {
      segment.unlock();
    }
    Says says =
        answer >= 0 ? Says.ADMITS : counted.limit().shadow() ? Says.WOULD_REFUSE : Says.REFUSES;
    return new Explanation.Line(
        counted.rule().name(),
        says,
        answer == Algorithm.NEVER
            ? "it costs more than all of " + algorithm.describe()
            : algorithm.describe(),
        text,
        left,
        answer < 0 && answer != Algorithm.NEVER ? -answer : 0);
  }

  private static int place(Compiled policy, Counted counted) {
    return List.of(policy.limits()).indexOf(counted);
  }

  private static Explanation.Line line(Rule rule, Says says, @Nullable String reason) {
    return new Explanation.Line(rule.name(), says, reason, null, null, 0);
  }

  /**
   * Forgets what was counted for the key that the request has under the rule.
   *
   * @return false if there is no such rule, the request has no key under it, or shared counts did
   *     not answer
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
    Segment segment = counted.counts().segment(hash.first());
    segment.lock();
    try {
      segment.reset(hash.first(), hash.second());
    } finally {
      segment.unlock();
    }
    return shared == null || !counted.isShared() || shared.forget(rule, hash);
  }

  /** The keys that ask most, hottest first. */
  public List<HotKey> hottest(int most) {
    return hotKeys.hottest(most);
  }

  /** How each limit is doing, in the policy's order. */
  public List<RuleReport> report() {
    Compiled policy = compiled;
    List<RuleReport> reports = new ArrayList<>();
    for (Rule rule : policy.policy().rules()) {
      Counted counted = policy.named(rule.name());
      if (counted != null) {
        Counted.Meters meters = counted.meters();
        reports.add(
            new RuleReport(
                rule.name(),
                counted.algorithm().describe(),
                counted.limit().shadow(),
                meters.admitted.sum(),
                meters.refused.sum(),
                meters.wouldRefuse.sum(),
                meters.failed.sum(),
                counted.counts().keys(),
                counted.counts().bytes()));
      }
    }
    return reports;
  }
}
