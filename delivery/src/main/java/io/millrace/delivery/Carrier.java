package io.millrace.delivery;

import io.millrace.delivery.http.Outlet;
import io.millrace.delivery.http.Post;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.http.PostResult.Failed;
import io.millrace.delivery.http.PostResult.Failure;
import io.millrace.delivery.party.Call;
import io.millrace.delivery.party.CallResult;
import io.millrace.delivery.party.CallResult.Obstacle;
import io.millrace.delivery.party.FailureKind;
import io.millrace.delivery.party.Party;
import io.millrace.delivery.party.Retry;
import io.millrace.model.PartyUrl;
import io.millrace.model.ShopId;
import io.millrace.node.delivery.Holdup;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends a delivery once: to an address, or through a third party. What a party tries again within
 * seconds is one attempt of a delivery; the days between attempts are the dispatcher's. Any thread.
 */
final class Carrier {

  /** What a guard holds back is offered again so soon: asking costs nobody anything. */
  private static final Duration HELD_MAX = Duration.ofSeconds(1);

  private static final Duration HELD_MIN = Duration.ofMillis(20);

  private static final long MILLIS_PER_SECOND = 1_000;

  private final Outlet outlet;
  private final @Nullable Gateway gateway;

  /**
   * Over these ways.
   *
   * @param gateway null where there are no third parties
   */
  Carrier(Outlet outlet, @Nullable Gateway gateway) {
    this.outlet = outlet;
    this.gateway = gateway;
  }

  /** What came of sending it. */
  sealed interface Carried {

    /**
     * It was tried, and that counts.
     *
     * @param isLast it is of no use to try again, whatever the table of days says
     */
    record Tried(PostResult result, boolean isLast) implements Carried {}

    /** It was not sent, and nothing is known of the receiver: it is offered again soon. */
    record PutOff(Holdup why, long millis) implements Carried {}
  }

  /** Whether there is a way to an endpoint of this shop; to an address there always is. */
  boolean hasWay(ShopId shop, @Nullable PartyUrl through) {
    return through == null || party(shop, through).isPresent();
  }

  private Optional<Party> party(ShopId shop, PartyUrl url) {
    return gateway == null ? Optional.empty() : gateway.open(url.party(), shop);
  }

  /** Sends, and waits for what comes of it. */
  Carried carry(Endpoint endpoint, @Nullable PartyUrl through, Due due, Post post) {
    if (through == null) {
      return new Carried.Tried(outlet.send(post), false);
    }
    Optional<Party> party = party(endpoint.shop(), through);
    if (party.isEmpty()) {
      return new Carried.PutOff(Holdup.PARTY_UNKNOWN, HELD_MAX.toMillis());
    }
    Call call =
        new Call(
            post.method(),
            through.path(),
            post.fields(),
            post.body(),
            endpoint.shop().value(),
            due.order() == 0 ? "" : Long.toString(due.order()),
            due.id());
    return carried(party.get().call(call), party.get().settings().retry());
  }

  static Carried carried(CallResult result, Retry retry) {
    return switch (result) {
      case CallResult.Done done -> tried(done.status(), 0, done.tries());
      case CallResult.Failed failed ->
          new Carried.Tried(failure(failed), retry.then(failed.kind()) == Retry.Then.NEVER);
      case CallResult.Held held ->
          held.tries() == 0
              ? new Carried.PutOff(holdup(held.why()), heldMillis(held))
              // It was tried, and that failed: were it put off, it would never come to its end.
              : new Carried.Tried(
                  new Failed(
                      Failure.UNREACHABLE,
                      "tried %d times, then held: %s".formatted(held.tries(), held.why()),
                      held.mayBeDone()),
                  false);
    };
  }

  private static Carried tried(int status, long retryAfterMillis, int tries) {
    return new Carried.Tried(answered(status, retryAfterMillis, tries), false);
  }

  /** The answer's own head is in the log of calls. */
  private static Answered answered(int status, long retryAfterMillis, int tries) {
    long seconds = Math.ceilDiv(retryAfterMillis, MILLIS_PER_SECOND);
    return new Answered(
        status,
        "HTTP %d (tries: %d)".formatted(status, tries),
        seconds == 0 ? null : Long.toString(seconds));
  }

  private static PostResult failure(CallResult.Failed failed) {
    if (failed.status() != 0) {
      return answered(failed.status(), failed.retryAfterMillis(), failed.tries());
    }
    String detail = "%s (tries: %d)".formatted(failed.detail(), failed.tries());
    return new Failed(why(failed.kind()), detail, failed.mayBeDone());
  }

  private static Failure why(FailureKind kind) {
    return switch (kind) {
      case UNREACHABLE, BROKEN_OFF -> Failure.UNREACHABLE;
      case TIMED_OUT, NOT_SENT -> Failure.TIMED_OUT;
      case NOT_ALLOWED -> Failure.NOT_ALLOWED;
      case WELL, THROTTLED, UNAVAILABLE, SERVER_ERROR, REJECTED ->
          throw new IllegalArgumentException(kind + " is said by an answer");
    };
  }

  private static Holdup holdup(Obstacle why) {
    return switch (why) {
      case BREAKER_OPEN -> Holdup.BREAKER_OPEN;
      case CROWDED -> Holdup.CROWDED;
      case TOO_FAST -> Holdup.TOO_FAST;
      case UNLOGGED, TOO_LATE -> Holdup.UNLOGGED;
      case MAY_BE_DONE -> throw new IllegalArgumentException("a delivery has a key");
    };
  }

  private static long heldMillis(CallResult.Held held) {
    return switch (held.why()) {
      case TOO_FAST, CROWDED ->
          Math.clamp(held.retryAfterMillis(), HELD_MIN.toMillis(), HELD_MAX.toMillis());
      case BREAKER_OPEN, UNLOGGED, TOO_LATE, MAY_BE_DONE -> HELD_MAX.toMillis();
    };
  }
}
