package io.millrace.delivery;

import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.RetryAfter;
import io.millrace.model.Actor;
import io.millrace.model.Request;
import io.millrace.model.WebhookDisabled;
import io.millrace.model.command.DisableWebhookEndpoint;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What follows from an attempt for its delivery and for its endpoint. Owned by the dispatcher. */
final class Outcomes {

  /** An endpoint to which nothing came through for so long is told nothing more. */
  static final Duration FAILING_MAX = Duration.ofDays(5);

  /** More than this waits for a receiver that will not catch up: it can replay later. */
  static final int OPEN_MAX = 1_000_000;

  private static final Duration BACKLOG_LOOK = Duration.ofMinutes(1);

  /** A disabling that was lost is asked for again. */
  private static final Duration DISABLING_MAX = Duration.ofSeconds(10);

  private final Dispatcher.Parts parts;
  private final Retries retries;

  Outcomes(Dispatcher.Parts parts) {
    this.parts = parts;
    this.retries = new Retries(parts.chance());
  }

  /**
   * In the transaction of the others that came back with it.
   *
   * @param line null if its endpoint is no more
   * @return whether the delivery was given up
   */
  boolean write(Sql sql, @Nullable Line line, Attempt attempt, long now) throws SQLException {
    int tries = DeliveryRows.tries(sql, attempt.due().delivery()); // it may have begun anew
    boolean isOver = attempt.isDelivered() || attempt.isLast();
    long delay = isOver ? Retries.NEVER : delayMillis(tries, attempt, now);
    boolean isThere =
        delay == Retries.NEVER
            ? DeliveryRows.settle(
                sql,
                attempt,
                attempt.isDelivered() ? DeliveryTables.DELIVERED : DeliveryTables.DEAD,
                now)
            : DeliveryRows.postpone(sql, attempt, now + delay);
    if (isThere) {
      DeliveryRows.log(sql, attempt);
    }
    if (line != null && attempt.isOf(line.endpoint())) {
      Failing before = line.endpoint().failing();
      Failing after = attempt.isDelivered() ? Failing.NONE : before.failedAt(now);
      if (!after.equals(before)) {
        EndpointRows.failing(sql, attempt.endpoint(), after);
        line.failing(after);
      }
    }
    return isThere && delay == Retries.NEVER && !attempt.isDelivered();
  }

  private long delayMillis(int tries, Attempt attempt, long now) {
    return retries.delayMillis(tries + 1, retryAfterMillis(attempt, now));
  }

  private static long retryAfterMillis(Attempt attempt, long now) {
    return attempt.result() instanceof PostResult.Answered answered
        ? RetryAfter.millis(answered.retryAfter(), now)
        : 0;
  }

  /** After the transaction. */
  void tell(Line line, Attempt attempt, boolean died, long now) {
    if (attempt.isDelivered()) {
      line.pace.succeeded();
      parts.watch().delivered(Math.max(0, now - attempt.due().atMillis()));
      return;
    }
    line.pace.failed(parts.clock().monotonicNanos());
    parts.watch().failed();
    if (died) {
      parts.watch().died();
    }
    if (attempt.isOf(line.endpoint())) {
      judge(line, attempt, now);
    }
  }

  private void judge(Line line, Attempt attempt, long now) {
    long wanted =
        attempt.isOfAll()
            ? Math.min(retryAfterMillis(attempt, now), Retries.RETRY_AFTER_MAX.toMillis())
            : 0;
    line.pausedUntilMillis = Math.max(line.pausedUntilMillis, wanted > 0 ? now + wanted : 0);
    long since = line.endpoint().failing().sinceMillis();
    if (attempt.isGone()) {
      disable(line, WebhookDisabled.GONE, now);
    } else if (since > 0 && now - since >= FAILING_MAX.toMillis()) {
      disable(line, WebhookDisabled.FAILING, now);
    }
  }

  void checkBacklog(Line line, long now) throws SQLException {
    if (now < line.backlogLookMillis) {
      return;
    }
    line.backlogLookMillis = now + BACKLOG_LOOK.toMillis();
    long number = line.endpoint().number();
    long max = parts.openMax();
    if (parts.file().look(sql -> DeliveryRows.openUpTo(sql, number, max)) >= max) {
      disable(line, WebhookDisabled.BACKLOG, now);
    }
  }

  /** By a command like any other: it counts when its fact comes along the log. */
  private void disable(Line line, WebhookDisabled why, long now) {
    if (now < line.disablingUntilMillis) {
      return; // those that were under way together fail together
    }
    line.disablingUntilMillis = now + DISABLING_MAX.toMillis();
    line.pausedUntilMillis = Math.max(line.pausedUntilMillis, line.disablingUntilMillis);
    Endpoint endpoint = line.endpoint();
    parts.watch().disabling(endpoint.shop(), endpoint.id(), why);
    var _ =
        parts
            .gate()
            .submit(
                Request.of(
                    endpoint.shop(), Actor.NODE, new DisableWebhookEndpoint(endpoint.id(), why)));
  }
}
