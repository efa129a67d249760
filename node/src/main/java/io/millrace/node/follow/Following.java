package io.millrace.node.follow;

import io.millrace.journal.Log;
import io.millrace.journal.LogException;
import io.millrace.model.wire.UnreadableFacts;
import io.millrace.node.Clock;
import io.millrace.node.follow.FollowingStatus.ParkedFact;
import io.millrace.node.follow.FollowingStatus.Phase;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A follower in one shard: a state machine that moves when somebody calls {@link #step}. Owned by
 * the follower's thread.
 *
 * <pre>
 *   open at the effect's cursor ─▶ take a batch ─▶ take a batch …
 *     ▲        │ the log does not contain it         │
 *     │        ▼                                     ├─ not available ─▶ wait, longer each time ─┐
 *     │     STOPPED                                  └─ facts refused ─▶ one by one from here ───┤
 *     └──────────────────────────────────────────────────────────────────────────────────────────┘
 *                                     one fact refused for the fifth time ─▶ PARKED
 * </pre>
 *
 * <p>After each failure the cursor is read anew: a commit may have succeeded whose answer was lost.
 */
final class Following {

  /** What a restart of the database or a lucky moment could mend has been mended by then. */
  static final int TRIES_MAX = 5;

  static final long FIRST_WAIT_NANOS = 100_000_000;

  /** A database that is back after an hour is followed again within this. */
  static final long WAIT_NANOS_MAX = 30_000_000_000L;

  private final Shape shape;
  private final Clock clock;
  private final FollowerWatch watch;

  private @Nullable Log log;
  private @Nullable FactReader reader;
  private long sequence;
  private long timeMillis;

  /** Whether its cursor could be read since the start. */
  private boolean isKnown;

  /** Whether the last look at the log, if what it found had its effect, saw all that was there. */
  private boolean sawEnd;

  private Phase phase = Phase.FOLLOWING;
  private String detail = "";
  private @Nullable ParkedFact parked;
  private long notBeforeNanos;
  private long waitNanos = FIRST_WAIT_NANOS;
  private boolean waits;

  /** Facts up to this one are taken one by one: one of them was refused. */
  private long suspectUpTo;

  private long triedSequence;
  private int tries;
  private volatile boolean found;
  private volatile Stand stand = new Stand(Phase.FOLLOWING, null, false, 0, 0, "", null);

  /** What other threads may see of it; open is the log in which its cursor was found. */
  private record Stand(
      Phase phase,
      @Nullable Log open,
      boolean isKnown,
      long sequence,
      long timeMillis,
      String detail,
      @Nullable ParkedFact parked) {}

  /**
   * What it is made for.
   *
   * @param name of the follower
   * @param logs the shard's log as it is served; null before that
   * @param logTimeMillis of what is durable
   * @param obstacle why nothing is to be taken now; empty if nothing stands in the way
   */
  record Shape(
      String name,
      int shard,
      Effect effect,
      Supplier<@Nullable Log> logs,
      LongSupplier logTimeMillis,
      Supplier<String> obstacle,
      int batchFacts) {}

  Following(Shape shape, Clock clock, FollowerWatch watch) {
    this.shape = shape;
    this.clock = clock;
    this.watch = watch;
  }

  /** True when facts had their effect, so that another step may find more. */
  boolean step() {
    Log now = shape.logs().get();
    if (phase == Phase.PARKED || phase == Phase.STOPPED || now == null || isResting()) {
      return false;
    }
    boolean worked = isFree() && takeSome(now);
    publish();
    return worked;
  }

  private boolean isFree() {
    String obstacle = shape.obstacle().get();
    if (!obstacle.isEmpty() && !detail.equals(obstacle)) {
      phase = Phase.FAILING;
      detail = obstacle;
      watch.failed(shape.name(), shape.shard(), obstacle, new IllegalStateException(obstacle));
    }
    return obstacle.isEmpty();
  }

  private boolean takeSome(Log now) {
    List<FollowedFact> facts = read(now);
    if (facts.isEmpty()) {
      return false;
    }
    return suspectUpTo > sequence ? takeOneByOne(now, facts) : take(now, facts);
  }

  private void publish() {
    Log open = reader == null ? null : log;
    stand = new Stand(phase, open, isKnown, sequence, timeMillis, detail, parked);
  }

  private boolean isResting() {
    return waits && clock.monotonicNanos() - notBeforeNanos < 0;
  }

  /** The next facts; none at the end, or when they cannot be had now. */
  private List<FollowedFact> read(Log now) {
    try {
      FactReader open = reader;
      if (open == null || !now.equals(log)) {
        open = open(now);
      }
      List<FollowedFact> facts = open.next(shape.batchFacts());
      sawEnd = facts.size() < shape.batchFacts();
      if (facts.isEmpty()) {
        recovered();
      }
      return facts;
    } catch (CursorLost e) {
      stop(String.valueOf(e.getMessage()), e);
    } catch (UnreadableFacts e) {
      stop("the facts behind sequence " + sequence + " cannot be read: " + e.getMessage(), e);
    } catch (EffectStopped e) {
      stop(sentenceOf(e), e);
    } catch (EffectUnavailable | LogException | UncheckedIOException e) {
      tryLater(e);
    }
    return List.of();
  }

  private FactReader open(Log now) throws EffectUnavailable, CursorLost {
    forget();
    Cursor cursor = shape.effect().cursor(shape.shard());
    sequence = cursor == null ? 0 : takenOf(now, cursor); // shown also where the cursor is lost
    timeMillis = FactReader.timeMillisAt(now, sequence);
    isKnown = true;
    FactReader opened =
        cursor == null ? FactReader.fromBeginning(now) : FactReader.behind(now, cursor);
    log = now;
    reader = opened;
    found = true;
    publish();
    return opened;
  }

  private boolean take(Log now, List<FollowedFact> facts) {
    try {
      shape.effect().take(batch(now, facts));
      took(facts.getLast());
      return true;
    } catch (EffectStopped e) {
      stop(sentenceOf(e), e);
    } catch (EffectUnavailable e) {
      tryLater(e);
    } catch (RuntimeException e) {
      suspectUpTo = facts.getLast().sequence();
      tryLater(e);
    }
    return false;
  }

  private boolean takeOneByOne(Log now, List<FollowedFact> facts) {
    for (FollowedFact fact : facts) {
      try {
        shape.effect().take(batch(now, List.of(fact)));
        took(fact);
      } catch (EffectStopped e) {
        stop(sentenceOf(e), e);
        return false;
      } catch (EffectUnavailable e) {
        tryLater(e);
        return false;
      } catch (RuntimeException e) {
        refused(fact, e);
        return false;
      }
    }
    return true;
  }

  private FactBatch batch(Log now, List<FollowedFact> facts) {
    return new FactBatch(shape.shard(), facts, Cursor.at(now.id(), facts.getLast()));
  }

  private void took(FollowedFact last) {
    sequence = last.sequence();
    timeMillis = last.timeMillis();
    recovered();
  }

  private void recovered() {
    if (phase == Phase.FAILING) {
      watch.recovered(shape.name(), shape.shard());
    }
    phase = Phase.FOLLOWING;
    detail = "";
    waits = false;
    waitNanos = FIRST_WAIT_NANOS;
  }

  /** The same fact five times: it is the fact. */
  private void refused(FollowedFact fact, RuntimeException why) {
    tries = fact.sequence() == triedSequence ? tries + 1 : 1;
    triedSequence = fact.sequence();
    if (tries < TRIES_MAX) {
      tryLater(why);
      return;
    }
    forget();
    phase = Phase.PARKED;
    detail = sentenceOf(why);
    parked = new ParkedFact(fact.sequence(), kindOf(fact), detail, tries);
    watch.failed(
        shape.name(),
        shape.shard(),
        "fact %d (%s) cannot be taken and waits for an operator: %s"
            .formatted(fact.sequence(), kindOf(fact), detail),
        why);
  }

  private void tryLater(Throwable why) {
    forget();
    boolean isNew = phase != Phase.FAILING || !detail.equals(sentenceOf(why));
    phase = Phase.FAILING;
    detail = sentenceOf(why);
    notBeforeNanos = clock.monotonicNanos() + waitNanos;
    waits = true;
    waitNanos = Math.min(WAIT_NANOS_MAX, 2 * waitNanos);
    if (isNew) {
      watch.failed(shape.name(), shape.shard(), "will try again: " + detail, why);
    }
  }

  private void stop(String why, Throwable cause) {
    forget();
    phase = Phase.STOPPED;
    detail = why;
    watch.failed(shape.name(), shape.shard(), "stopped: " + why, cause);
  }

  private static String kindOf(FollowedFact fact) {
    return fact.recorded().fact().getClass().getSimpleName();
  }

  private static String sentenceOf(Throwable why) {
    if (why instanceof Error) {
      return why.toString(); // whose message alone may be the name of a class
    }
    return why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
  }

  /** The next step begins at the effect's cursor again. */
  void forget() {
    FactReader open = reader;
    reader = null;
    sawEnd = false;
    if (open != null) {
      open.close();
    }
  }

  /** Begins anew, whatever was wrong: the effect is another now, or an operator says so. */
  void begin() {
    forget();
    phase = Phase.FOLLOWING;
    detail = "";
    parked = null;
    tries = 0;
    waits = false;
    waitNanos = FIRST_WAIT_NANOS;
    publish();
  }

  /** Gives the parked fact up. False if it is not the one that is parked. */
  boolean skip(long wanted, String reason) throws EffectUnavailable, CursorLost {
    ParkedFact fact = parked;
    Log now = shape.logs().get();
    if (fact == null || fact.sequence() != wanted || now == null) {
      return false;
    }
    FollowedFact next = open(now).next(1).getFirst();
    forget();
    if (next.sequence() != wanted) {
      begin(); // it was taken after all
      return false;
    }
    SkippedFact skipped =
        new SkippedFact(shape.shard(), wanted, fact.fact(), fact.why(), reason, clock.wallMillis());
    shape.effect().skip(batch(now, List.of(next)), skipped);
    watch.skipped(shape.name(), skipped);
    begin();
    return true;
  }

  /** Moves the effect's cursor to a place that an operator names, whatever was wrong. */
  void reset(Resettable effect, long wanted, String reason) throws EffectUnavailable, CursorLost {
    Log now = shape.logs().get();
    if (now == null) {
      throw new EffectUnavailable("the shard is starting");
    }
    Cursor to = FactReader.cursorAt(now, wanted);
    forget(); // whatever comes of it, the cursor is read anew: it may move, and the answer be lost
    Cursor stands = effect.cursor(shape.shard());
    long from = stands == null ? 0 : takenOf(now, stands);
    effect.reset(shape.shard(), to, wanted > from ? passedOver(from, wanted, reason) : null);
    watch.reset(shape.name(), shape.shard(), wanted, reason);
    sequence = wanted;
    begin();
  }

  /** Up to where what was taken up to a cursor is in this log, too. */
  private static long takenOf(Log now, Cursor stands) {
    return now.holds(stands.log(), stands.sequence())
        ? stands.sequence()
        : now.sharedUpTo(stands.log());
  }

  private SkippedFact passedOver(long from, long to, String reason) {
    String all = "all from " + (from + 1) + " to " + to;
    return new SkippedFact(
        shape.shard(), to, all, "an operator went on behind them", reason, clock.wallMillis());
  }

  void halt(RuntimeException broken) {
    stop(sentenceOf(broken), broken);
    publish();
  }

  void fail(Error broken) {
    if (!needsHelp()) {
      tryLater(broken);
      publish();
    }
  }

  int shard() {
    return shape.shard();
  }

  /** Nothing will happen here unless an operator says so. */
  boolean needsHelp() {
    return phase == Phase.PARKED || phase == Phase.STOPPED;
  }

  /**
   * Whether it has come as far as another that still follows; or, where that one does not, to where
   * the log's end was when it last looked. The end itself may move with every look.
   */
  boolean mayReplace(Following old) {
    return isOpen() && (old.isOpen() ? sequence >= old.sequence : sawEnd);
  }

  private boolean isOpen() {
    Log now = shape.logs().get();
    return phase == Phase.FOLLOWING && reader != null && now != null && now.equals(log);
  }

  /**
   * Whether a cursor that stands beside what was made is in the log. The log's name is asked each
   * time: somebody else may have come. Any thread.
   */
  boolean isOfLog(Cursor stands) {
    Log now = shape.logs().get();
    return now != null
        && now.holds(stands.log(), stands.sequence())
        && (found || FactReader.contains(now, stands));
  }

  /** Whether its cursor was found in the log, and nothing is wrong. Any thread. */
  boolean isWell() {
    Stand seen = stand;
    Log now = shape.logs().get();
    return seen.phase == Phase.FOLLOWING && now != null && now.equals(seen.open);
  }

  /** Any thread. */
  FollowingStatus status() {
    Stand seen = stand;
    Log now = shape.logs().get();
    long lagFacts =
        now == null || !seen.isKnown
            ? FollowingStatus.UNKNOWN
            : Math.max(0, now.lastSequence() - seen.sequence);
    return new FollowingStatus(
        shape.shard(),
        seen.phase,
        seen.sequence,
        lagFacts,
        lagMillis(seen, lagFacts),
        seen.detail,
        seen.parked);
  }

  private long lagMillis(Stand seen, long lagFacts) {
    if (lagFacts == 0) {
      return 0;
    }
    return lagFacts == FollowingStatus.UNKNOWN || seen.timeMillis == 0
        ? FollowingStatus.UNKNOWN
        : Math.max(0, shape.logTimeMillis().getAsLong() - seen.timeMillis);
  }
}
