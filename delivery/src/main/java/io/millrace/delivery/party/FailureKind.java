package io.millrace.delivery.party;

import io.millrace.delivery.http.PostResult;

/**
 * What can be wrong with an answer, or with its absence. Numbers are in files: they never change
 * and are never used again.
 */
public enum FailureKind {
  /** None. */
  WELL(0, false, true),
  /** No connection was made, so nothing was done. */
  UNREACHABLE(1, true, false),
  /** No whole answer in time. */
  TIMED_OUT(2, true, true),
  /** The connection broke, or what came was no answer. */
  BROKEN_OFF(3, true, true),
  /** 429: too much was asked, and nothing done. */
  THROTTLED(4, false, false),
  /** 503: not now. */
  UNAVAILABLE(5, true, true),
  /** 5xx. */
  SERVER_ERROR(6, true, true),
  /** Any other status: the party understood, and says no. It is alive and well. */
  REJECTED(7, false, false),
  /** The address is none that may be called: a fault of ours. */
  NOT_ALLOWED(8, false, false),
  /** Its time was over before it could be sent: we were too slow, and the party heard nothing. */
  NOT_SENT(9, false, false);

  private final int number;
  private final boolean isPartys;
  private final boolean mayBeDone;

  FailureKind(int number, boolean isPartys, boolean mayBeDone) {
    this.number = number;
    this.isPartys = isPartys;
    this.mayBeDone = mayBeDone;
  }

  public int number() {
    return number;
  }

  /** Whether it comes of the way to the party, or of its answer: such may be worth a repeat. */
  public boolean isFailedTry() {
    return this != WELL && this != NOT_ALLOWED && this != NOT_SENT;
  }

  /** Whether the party is unwell. What is said about one call does not open a breaker for all. */
  public boolean isPartys() {
    return isPartys;
  }

  /** Whether what was asked for may have happened. */
  public boolean mayBeDone() {
    return mayBeDone;
  }

  /** The kind with this number. */
  public static FailureKind of(int number) {
    for (FailureKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind of failure has the number " + number);
  }

  static FailureKind of(PostResult result) {
    return switch (result) {
      case PostResult.Answered answered -> ofStatus(answered.status());
      case PostResult.Failed failed ->
          switch (failed.why()) {
            case UNREACHABLE -> failed.mayHaveArrived() ? BROKEN_OFF : UNREACHABLE;
            case TIMED_OUT -> failed.mayHaveArrived() ? TIMED_OUT : UNREACHABLE;
            case BAD_ANSWER -> BROKEN_OFF;
            case NOT_ALLOWED -> NOT_ALLOWED;
          };
    };
  }

  private static FailureKind ofStatus(int status) {
    if (status >= 200 && status < 300) {
      return WELL;
    }
    return switch (status) {
      case 429 -> THROTTLED;
      case 503 -> UNAVAILABLE;
      default -> status >= 500 ? SERVER_ERROR : REJECTED;
    };
  }
}
