package io.millrace.delivery.push;

import io.millrace.delivery.http.Pace;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.http.PostResult.Failed;
import io.millrace.delivery.http.RetryAfter;
import io.millrace.delivery.signed.Secrets;
import io.millrace.delivery.signed.Signer;
import io.millrace.model.TaskId;
import io.millrace.node.Clock;
import io.millrace.node.delivery.PushState;
import io.millrace.node.delivery.PushStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A queue as it is pushed: how much is under way, when it rests, and how it went. Owned by the
 * pusher; its {@link #status} may be asked from any thread.
 */
final class PushLine {

  /** Nothing is to be done before somebody says so. */
  static final long NEVER = Long.MAX_VALUE;

  /** What fails so often in a row is away, and each further try would cost a task an attempt. */
  static final int PATIENCE = 10;

  private static final long REST_FIRST_MILLIS = 100;

  /** It is tried again whether the receiver is back, with one task. */
  static final long REST_MAX_MILLIS = Duration.ofSeconds(30).toMillis();

  /** Whoever asks for more time is asked again then. */
  static final long RETRY_AFTER_MAX_MILLIS = Duration.ofHours(1).toMillis();

  /** The first rest doubled so often is longer than the longest. */
  private static final int DOUBLINGS_MAX = 10;

  private final Clock clock;
  private final long sinceMillis;
  private PushedQueue queue;
  private Signer signer;
  private Pace pace = new Pace();

  /** A lease is asked for, and its answer is not there yet. */
  boolean isAsking;

  /** The last lease brought as much as was asked for. */
  boolean mayHaveMore;

  /** The queue pushes no more; what is under way comes to its end. */
  boolean isGone;

  /** Where it stands in the agenda, which alone changes it. */
  long nextMillis = NEVER;

  private int underWay;
  private int failedInARow;

  /** How often in a row it has rested by itself. */
  private int rests;

  private long ownRestUntilMillis;
  private long askedRestUntilMillis;
  private long pushed;
  private long failed;
  private long lastPushedAtMillis;
  private PushStatus.@Nullable Failure lastFailure;
  private volatile PushStatus status;

  PushLine(PushedQueue queue, Secrets secrets, Clock clock) {
    this.clock = clock;
    this.sinceMillis = clock.wallMillis();
    this.queue = queue;
    this.signer = queue.signer(secrets);
    this.status = describe();
  }

  /** Another address begins with a clean sheet. */
  void become(PushedQueue now, Secrets secrets) {
    boolean isElsewhere = !now.url().equals(queue.url());
    queue = now;
    signer = now.signer(secrets);
    if (isElsewhere) {
      pace = new Pace();
      endOwnRest();
      askedRestUntilMillis = 0;
    }
    status = describe();
  }

  Place place() {
    return queue.place();
  }

  Signer signer() {
    return signer;
  }

  int underWay() {
    return underWay;
  }

  /** How many more requests the receiver may get at a time; one that seems away gets one. */
  int free() {
    return (isAway() ? 1 : pace.allowed()) - underWay;
  }

  private boolean isAway() {
    return failedInARow >= PATIENCE;
  }

  /** By the clock that never goes back; a time that has passed if it does not rest. */
  long restsUntilMillis() {
    return Math.max(ownRestUntilMillis, askedRestUntilMillis);
  }

  void begun() {
    underWay++;
    status = describe();
  }

  /** What came of a request, and the log knows. */
  void ended() {
    underWay--;
    status = describe();
  }

  /** A receiver took it, and is back if it was away; what it asked for still holds. */
  void succeeded() {
    pace.succeeded();
    endOwnRest();
    pushed++;
    lastPushedAtMillis = clock.wallMillis();
  }

  private void endOwnRest() {
    failedInARow = 0;
    rests = 0;
    ownRestUntilMillis = 0;
  }

  /** True if it begins to rest because of itself and not because it was asked to. */
  boolean failed(TaskId task, PostResult result) {
    pace.failed(clock.monotonicNanos());
    failedInARow++;
    failed++;
    lastFailure = failure(task, result);
    long now = nowMillis();
    boolean begins = isAway() && rests == 0;
    if (isAway() && restsUntilMillis() <= now) { // those that were under way together count once
      int doublings = Math.min(rests, DOUBLINGS_MAX);
      ownRestUntilMillis = now + Math.min(REST_MAX_MILLIS, REST_FIRST_MILLIS << doublings);
      rests++;
    }
    if (result instanceof Answered answered && result.isOfAll()) {
      long asked = RetryAfter.millis(answered.retryAfter(), clock.wallMillis());
      askedRestUntilMillis =
          Math.max(askedRestUntilMillis, now + Math.min(RETRY_AFTER_MAX_MILLIS, asked));
    }
    return begins && rests > 0;
  }

  private PushStatus.Failure failure(TaskId task, PostResult result) {
    return switch (result) {
      case Answered answered ->
          new PushStatus.Failure(
              clock.wallMillis(), task, result.outcome(), answered.status(), answered.head());
      case Failed none ->
          new PushStatus.Failure(clock.wallMillis(), task, result.outcome(), 0, none.detail());
    };
  }

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.monotonicNanos());
  }

  private PushStatus describe() {
    long restMillis = restsUntilMillis() - nowMillis();
    PushState state =
        !signer.hasAddress()
            ? PushState.CANNOT_CALL
            : !signer.canSign()
                ? PushState.CANNOT_SIGN
                : restMillis > 0 ? PushState.RESTS : PushState.PUSHES;
    return new PushStatus(
        state,
        sinceMillis,
        pushed,
        failed,
        underWay,
        state == PushState.RESTS ? clock.wallMillis() + restMillis : 0,
        lastPushedAtMillis,
        lastFailure);
  }

  PushStatus status() {
    PushStatus last = status;
    boolean isRested =
        last.state() == PushState.RESTS && last.restsUntilMillis() <= clock.wallMillis();
    return isRested ? last.rested() : last; // nothing else happens when a rest is over
  }
}
