package io.millrace.delivery.push;

import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.command.LeaseTasks;
import io.millrace.node.Reply;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks shards for due tasks: for as many as a queue's receiver may have and as there is room for. A
 * queue that has none leaves one question in its shard, which is answered when something is due.
 * Owned by the thread that steps the pusher.
 */
final class Leasing {

  /**
   * So many queues wait in their shards, where workers wait, too, and have four times the room. The
   * others look each second.
   */
  static final int PARKED_MAX = 4_096;

  /** Longer than a request may take, by the time that it takes to be told of its end. */
  static final Duration LEASE = Duration.ofSeconds(30);

  /** Below the most that a shard lets wait. */
  static final Duration WAIT = Duration.ofSeconds(20);

  /** Whoever found no room looks again. */
  private static final long CROWDED_MILLIS = 20;

  private static final int LOWEST_RANK = 0;

  private final Pusher.Parts parts;
  private final Inbox inbox;
  private final Places places;
  private final Agenda agenda;
  private final Errands errands;
  private final UnaryOperator<PushLine> current;
  private int asking;
  private int parked;

  /**
   * With what it shares with others of the pusher.
   *
   * @param current the line that a queue has now, for one that it had
   */
  Leasing(
      Pusher.Parts parts,
      Inbox inbox,
      Places places,
      Agenda agenda,
      Errands errands,
      UnaryOperator<PushLine> current) {
    this.parts = parts;
    this.inbox = inbox;
    this.places = places;
    this.agenda = agenda;
    this.errands = errands;
    this.current = current;
  }

  /** Questions that were not answered yet, those that wait in a shard too. */
  int asking() {
    return asking;
  }

  /** Whoever rests, waits or is full is looked at again when that is over. */
  void ask(PushLine line, long now) {
    if (line.isAsking || !line.signer().canSend()) {
      return;
    }
    if (line.restsUntilMillis() > now) {
      agenda.lookAt(line, line.restsUntilMillis());
      return;
    }
    int room = places.room(line.place().shop(), line.underWay());
    int free = Math.min(Math.min(line.free(), room), Limits.LEASED_TASKS_MAX);
    if (free <= 0) {
      if (line.underWay() == 0) {
        agenda.lookAt(line, now + CROWDED_MILLIS);
      }
      return;
    }
    // One that waits asks for one task: many may wait, and all may be served at once.
    boolean parks = !line.mayHaveMore && parked < PARKED_MAX;
    lease(line, parks ? 1 : free, parks, now);
  }

  private void lease(PushLine line, int max, boolean parks, long now) {
    LeaseTasks wanted =
        new LeaseTasks(
            line.place().queue(), max, LEASE, parks ? WAIT : Duration.ZERO, LOWEST_RANK, List.of());
    inbox.ask(
        line.place().shop(),
        wanted,
        reply -> {
          line.isAsking = false;
          asking--;
          parked -= parks ? 1 : 0;
          places.giveBack(line.place().shop(), parks ? 0 : max);
          leased(line, wanted, reply, now);
        });
    line.isAsking = true; // behind the question: if it could not be asked, nothing has changed
    asking++;
    parked += parks ? 1 : 0;
    places.take(line.place().shop(), parks ? 0 : max); // or all ask for the same room at once
  }

  private void leased(PushLine line, LeaseTasks wanted, Reply reply, long askedAt) {
    long now = parts.nowMillis();
    LeasedTasks leased = answer(reply);
    if (leased == null) {
      agenda.lookAt(line, now + Pusher.REST_MILLIS);
      return;
    }
    line.mayHaveMore = leased.items().size() == wanted.max();
    boolean atOnce = mayAskAgain(wanted, leased, now - askedAt);
    agenda.lookAt(line, atOnce ? now : now + Pusher.REST_MILLIS);
    // The queue may have stopped and begun again since this was asked for.
    PushLine goesTo = current.apply(line);
    for (LeasedTasks.Leased item : leased.items()) {
      errands.begin(goesTo, item, now + LEASE.toMillis());
    }
  }

  /** Whether asking at once would not be turning on the spot. */
  private boolean mayAskAgain(LeaseTasks wanted, LeasedTasks leased, long tookMillis) {
    if (!leased.items().isEmpty()) {
      return true;
    }
    boolean waited = !wanted.waiting().isZero();
    // Log time may run faster than ours; a wait that is much too short was cut.
    return waited ? tookMillis >= wanted.waiting().toMillis() / 2 : parked < PARKED_MAX;
  }

  private static @Nullable LeasedTasks answer(Reply reply) {
    return switch (reply) {
      case Reply.Decided(Outcome.Accepted accepted, _, _) -> (LeasedTasks) accepted.answer();
      case Reply.Decided(Outcome.Answered answered, _, _) -> (LeasedTasks) answered.answer();
      case Reply.Decided _, Reply.Failed _ -> null;
    };
  }
}
