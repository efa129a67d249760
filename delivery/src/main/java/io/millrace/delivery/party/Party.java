package io.millrace.delivery.party;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.millrace.delivery.http.Post;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.http.RetryAfter;
import io.millrace.delivery.party.CallResult.Done;
import io.millrace.delivery.party.CallResult.Failed;
import io.millrace.delivery.party.CallResult.Held;
import io.millrace.delivery.party.CallResult.Obstacle;
import io.millrace.model.Secret;
import io.millrace.node.Clock;
import io.millrace.node.delivery.PartyStatus;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One third party: what is sent to it goes through here, and is logged. Blocking, for virtual
 * threads; any thread.
 *
 * <pre>
 *   call ─▶ repeat, as the kind of failure is worth ( room? breaker? rate? ─▶ log ─▶ send ─▶ log )
 * </pre>
 *
 * <p>The guards are asked before each try, so that repeats count like anything else: a party that
 * is down is not asked more often because it is down. What a guard holds back is not repeated here.
 */
public final class Party {

  /** With less time than this, an answer is not waited for: that would say nothing of the party. */
  private static final Duration SEND_MIN = Duration.ofMillis(10);

  private static final double JITTER = 0.2;
  private static final long NEVER = -1;
  private static final long NONE = 0;

  private final PartySettings settings;
  private final PartyOutlet outlet;
  private final Parts parts;
  private final Masks masks;
  private final Semaphore room;
  private final CircuitBreaker breaker;
  private final Tokens tokens;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong held = new AtomicLong();

  /** What all parties work with. */
  public record Parts(
      CallLog log, CallSeal seal, Clock clock, Pause pause, RandomGenerator chance) {}

  /**
   * Which call a try belongs to, and why it is made.
   *
   * @param first try of the call, by its number; none before it is logged
   * @param isOnce whether the log is asked at each try if another may have been done: somebody may
   *     replay what pauses here
   */
  private record Errand(
      Call call, long first, boolean isOnce, long replayOf, String by, long begunNanos) {
    Errand after(long number) {
      return first == NONE ? new Errand(call, number, isOnce, replayOf, by, begunNanos) : this;
    }
  }

  private sealed interface Attempt {}

  private record Tried(long number, FailureKind kind, PostResult result) implements Attempt {}

  private record Unsent(Obstacle why, long retryAfterMillis) implements Attempt {
    Unsent(Obstacle why) {
      this(why, 0);
    }
  }

  Party(PartySettings settings, PartyOutlet outlet, Parts parts) {
    this.settings = settings;
    this.outlet = outlet;
    this.parts = parts;
    this.masks = new Masks(settings.form());
    this.room = new Semaphore(settings.callsMax());
    this.breaker = breaker(settings, parts.clock());
    this.tokens = new Tokens(settings.rate(), parts.clock().monotonicNanos());
  }

  /** By the clock that never goes back: a wall clock that is set opens and closes nothing. */
  private static CircuitBreaker breaker(PartySettings settings, Clock clock) {
    PartySettings.Breaker wanted = settings.breaker();
    return CircuitBreaker.of(
        settings.name(),
        CircuitBreakerConfig.custom()
            .failureRateThreshold(wanted.failuresPercent())
            .slidingWindow(
                wanted.calls(),
                wanted.callsMin(),
                CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            .waitDurationInOpenState(wanted.open())
            .permittedNumberOfCallsInHalfOpenState(wanted.trials())
            .recordResult(kind -> ((FailureKind) kind).isPartys())
            .clock(new MonotonicClock(clock))
            .build());
  }

  public PartySettings settings() {
    return settings;
  }

  public PartyStatus status() {
    PartyStatus.BreakerState state =
        switch (breaker.getState()) {
          case OPEN, FORCED_OPEN -> PartyStatus.BreakerState.OPEN;
          case HALF_OPEN -> PartyStatus.BreakerState.TRYING;
          case CLOSED, DISABLED, METRICS_ONLY -> PartyStatus.BreakerState.CLOSED;
        };
    return new PartyStatus(
        settings.name(),
        state,
        settings.callsMax() - room.availablePermits(),
        settings.callsMax(),
        done.get(),
        failed.get(),
        held.get());
  }

  /** Sends a call, as often as its failures are worth it, and says what came of it. */
  public CallResult call(Call call) {
    long now = parts.clock().monotonicNanos();
    return run(new Errand(call, NONE, !call.isRepeatable(), NONE, "", now));
  }

  /**
   * Sends a logged call once more, with the key that it had: a party that knows keys does it once,
   * however often that is asked for.
   *
   * @param number of one of its tries
   * @param by who wants it
   * @param evenIfDone whether to send what the party cannot know for a repeat, though it may have
   *     been done
   * @return empty if there is no such try, or if sending it might do it twice: whatever came of
   *     this try, another of the same call may have been done
   */
  public Optional<CallResult> replay(long number, String by, boolean evenIfDone)
      throws IOException {
    Optional<LoggedCall> logged =
        parts.log().find(number).filter(call -> call.party().equals(settings.name()));
    Optional<Secret> sealed = parts.log().sealed(number);
    if (logged.isEmpty() || sealed.isEmpty()) {
      return Optional.empty();
    }
    byte[] opened = parts.seal().open(settings.name(), sealed.get());
    if (opened == null) {
      throw new IOException("the call was sealed with another node key");
    }
    Call call = CallBytes.read(opened);
    boolean isOnce = !call.isRepeatable() && !evenIfDone;
    long now = parts.clock().monotonicNanos();
    CallResult result = run(new Errand(call, logged.get().call(), isOnce, number, by, now));
    return result instanceof Held(Obstacle why, _, _, int tries)
            && why == Obstacle.MAY_BE_DONE
            && tries == 0
        ? Optional.empty()
        : Optional.of(result);
  }

  private CallResult run(Errand asked) {
    Errand errand = asked;
    Map<FailureKind, Integer> repeats = new EnumMap<>(FailureKind.class);
    Map<Long, FailureKind> tries = new HashMap<>();
    while (true) {
      Unsent obstacle = enter();
      Attempt attempt = obstacle == null ? send(errand, tries.size() + 1) : obstacle;
      if (attempt instanceof Unsent(Obstacle why, long retryAfterMillis)) {
        held.incrementAndGet();
        boolean mayBeDone = why == Obstacle.MAY_BE_DONE || mayBeDone(errand, tries);
        return new Held(why, retryAfterMillis, mayBeDone, tries.size());
      }
      Tried tried = (Tried) attempt;
      errand = errand.after(tried.number());
      tries.put(tried.number(), tried.kind());
      if (tried.kind() == FailureKind.WELL && tried.result() instanceof Answered answered) {
        done.incrementAndGet();
        return new Done(answered.status(), answered.body(), tries.size());
      }
      failed.incrementAndGet();
      long wanted = retryAfterMillis(tried.result());
      long delay = delayMillis(errand, tried.kind(), repeats, wanted);
      if (delay == NEVER || !parts.pause().pass(Duration.ofMillis(delay))) {
        return failed(tried, wanted, mayBeDone(errand, tries), tries.size());
      }
    }
  }

  /**
   * Whether any try of the call may have been done: these, those before a replay, and those of
   * whoever replayed it meanwhile. What the log cannot tell may have been.
   */
  private boolean mayBeDone(Errand errand, Map<Long, FailureKind> tries) {
    if (errand.first() == NONE) {
      return false; // it was never begun
    }
    if (tries.values().stream().anyMatch(FailureKind::mayBeDone)) {
      return true;
    }
    try {
      return !tries.keySet().containsAll(parts.log().mayBeDone(errand.first()));
    } catch (IOException _) {
      return true;
    }
  }

  private static Failed failed(Tried tried, long retryAfterMillis, boolean mayBeDone, int tries) {
    return switch (tried.result()) {
      case Answered answered ->
          new Failed(
              tried.kind(),
              answered.status(),
              answered.body(),
              "HTTP " + answered.status(),
              retryAfterMillis,
              mayBeDone,
              tries);
      case PostResult.Failed none ->
          new Failed(tried.kind(), 0, "", none.detail(), 0, mayBeDone, tries);
    };
  }

  private long retryAfterMillis(PostResult result) {
    return result instanceof Answered answered
        ? RetryAfter.millis(answered.retryAfter(), parts.clock().wallMillis())
        : 0;
  }

  /** What may have been done is sent again only if that does no harm. */
  private long delayMillis(
      Errand errand, FailureKind kind, Map<FailureKind, Integer> repeats, long askedMillis) {
    Retry.Rule rule = settings.retry().rules().get(kind);
    int before = repeats.merge(kind, 1, Integer::sum) - 1;
    boolean harms = kind.mayBeDone() && !errand.call().isRepeatable();
    if (rule == null || before >= rule.times() || harms) {
      return NEVER;
    }
    long delay = rule.delayMillis(before);
    long spread = delay + (long) (delay * JITTER * chance());
    long millis = Math.max(spread, askedMillis);
    return millis < left(errand).minus(SEND_MIN).toMillis() ? millis : NEVER;
  }

  /** A source of chance is for one thread at a time, and all parties have the same. */
  private double chance() {
    synchronized (parts.chance()) {
      return parts.chance().nextDouble();
    }
  }

  private Duration left(Errand errand) {
    long taken = parts.clock().monotonicNanos() - errand.begunNanos();
    return settings.timeouts().total().minusNanos(taken);
  }

  /** Null if it may be sent: then its place, and the breaker's, are taken. */
  private @Nullable Unsent enter() {
    if (!room.tryAcquire()) {
      return new Unsent(Obstacle.CROWDED);
    }
    if (!breaker.tryAcquirePermission()) {
      room.release();
      return new Unsent(Obstacle.BREAKER_OPEN, settings.breaker().open().toMillis());
    }
    long wait = tokens.take(parts.clock().monotonicNanos());
    if (wait > 0) {
      breaker.releasePermission();
      room.release();
      return new Unsent(Obstacle.TOO_FAST, wait);
    }
    return null;
  }

  private Attempt send(Errand errand, int attempt) {
    FailureKind kind = null;
    long began = parts.clock().monotonicNanos();
    try {
      Post post = post(errand.call());
      OptionalLong begun;
      try {
        begun = begin(errand, post, attempt);
      } catch (IOException _) {
        return new Unsent(Obstacle.UNLOGGED); // the caller is told
      }
      if (begun.isEmpty()) {
        return new Unsent(Obstacle.MAY_BE_DONE);
      }
      long number = begun.getAsLong();
      Duration left = left(errand);
      if (left.compareTo(SEND_MIN) < 0) {
        end(number, new CallLog.Ended(millisSince(began), FailureKind.NOT_SENT, 0, ""));
        return new Unsent(Obstacle.TOO_LATE);
      }
      PostResult result = outlet.send(post, min(settings.timeouts().answer(), left));
      kind = FailureKind.of(result);
      end(number, ended(millisSince(began), kind, result));
      return new Tried(number, kind, result);
    } finally {
      room.release();
      if (kind == null || kind == FailureKind.NOT_ALLOWED) {
        breaker.releasePermission(); // nothing was heard of the party
      } else {
        long took = parts.clock().monotonicNanos() - began;
        breaker.onResult(took, TimeUnit.NANOSECONDS, kind);
      }
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private Post post(Call call) {
    List<Post.Field> fields = new ArrayList<>(settings.form().fields());
    fields.addAll(call.fields());
    String key = call.idempotencyKey();
    if (key != null) {
      fields.add(new Post.Field(settings.form().idempotencyField(), key));
    }
    URI url = URI.create(settings.baseUrl() + call.path());
    return new Post(settings.sender(), call.method(), url, fields, call.body());
  }

  private OptionalLong begin(Errand errand, Post post, int attempt) throws IOException {
    Call call = errand.call();
    return parts
        .log()
        .begin(
            new CallLog.Begun(
                settings.name(),
                call.shop(),
                call.order(),
                call.idempotencyKey(),
                errand.first(),
                errand.isOnce(),
                attempt,
                errand.replayOf(),
                errand.by(),
                parts.clock().wallMillis(),
                masks.request(post.method(), post.url(), post.fields(), post.body()),
                parts.seal().close(settings.name(), CallBytes.of(call))));
  }

  private long millisSince(long beganNanos) {
    return TimeUnit.NANOSECONDS.toMillis(parts.clock().monotonicNanos() - beganNanos);
  }

  private CallLog.Ended ended(long tookMillis, FailureKind kind, PostResult result) {
    return switch (result) {
      case Answered answered ->
          new CallLog.Ended(
              tookMillis, kind, answered.status(), masks.answer(answered.head(), answered.body()));
      case PostResult.Failed none -> new CallLog.Ended(tookMillis, kind, 0, none.detail());
    };
  }

  private void end(long number, CallLog.Ended ended) {
    try {
      parts.log().end(number, ended);
    } catch (IOException _) {
      // It stays without an outcome in the log, as when the process dies; the caller has it.
    }
  }
}
