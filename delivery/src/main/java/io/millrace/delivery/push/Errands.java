package io.millrace.delivery.push;

import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.signed.Signer;
import io.millrace.model.LeaseId;
import io.millrace.model.Outcome;
import io.millrace.model.ShopId;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.TaskView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.Change;
import io.millrace.model.command.NackTask;
import io.millrace.node.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tasks that were leased and have not come to their end, each with its place: posted, and then
 * acked or nacked, until the log has heard of it or can hear of it no more.
 *
 * <pre>
 *   begin ─▶ post ─▶ 2xx: ack, else: nack ─▶ the log knows, or the lease is over ─▶ its place is free
 *                          ▲                    │
 *                          └── in a second ─────┴─ it could not be told
 * </pre>
 *
 * <p>Owned by the thread that steps the pusher; {@link #underWay} may be asked by any.
 */
final class Errands {

  private final Pusher.Parts parts;
  private final Inbox inbox;
  private final Places places;
  private final Agenda agenda;
  private final Sending sending;

  /** What the log must hear, and could not be told yet. */
  private final List<Telling> untold = new ArrayList<>();

  private final AtomicInteger underWay = new AtomicInteger();

  /** A task on its way: who has it until when. */
  private record Errand(PushLine line, LeaseId lease, TaskView task, long untilMillis) {
    ShopId shop() {
      return line.place().shop();
    }
  }

  /** That an errand has come to its end is to be told at a time. */
  private record Telling(Errand errand, Change change, long atMillis) {}

  Errands(Pusher.Parts parts, Inbox inbox, Places places, Agenda agenda) {
    this.parts = parts;
    this.inbox = inbox;
    this.places = places;
    this.agenda = agenda;
    this.sending = new Sending(parts, places);
  }

  int underWay() {
    return underWay.get();
  }

  /**
   * Posts a task.
   *
   * @param untilMillis when its lease is over
   */
  void begin(PushLine line, LeasedTasks.Leased leased, long untilMillis) {
    Errand errand = new Errand(line, leased.lease(), leased.task(), untilMillis);
    Signer signer = line.signer(); // as it is now; another thread must not ask the line
    parts
        .sending()
        .execute(() -> {
          PostResult result = sending.send(signer, errand.shop(), errand.task());
          inbox.bring(() -> answered(errand, result));
        });
    line.begun(); // behind it: if it could not begin, nothing has changed
    underWay.incrementAndGet();
    places.take(errand.shop(), 1);
  }

  private void answered(Errand errand, PostResult result) {
    PushLine line = errand.line();
    if (result.isTaken()) {
      line.succeeded();
      tell(errand, new AckTask(errand.lease()));
      return;
    }
    boolean rests = line.failed(errand.task().task(), result);
    tell(errand, new NackTask(errand.lease(), null));
    parts.watch().failed();
    if (rests) {
      parts.watch().rests(line.place().shop(), line.place().queue(), result.outcome().name());
    }
  }

  /** One that cannot even be asked for by a fault of ours keeps its place no longer than others. */
  private void tell(Errand errand, Change change) {
    try {
      inbox.ask(errand.shop(), change, reply -> told(errand, change, reply));
    } catch (RuntimeException fault) {
      parts.watch().broken(fault.getClass().getSimpleName());
      tellLater(errand, change);
    }
  }

  private void told(Errand errand, Change change, Reply reply) {
    switch (reply) {
      case Reply.Failed _ -> tellLater(errand, change);
      case Reply.Decided(Outcome outcome, _, long decidedAtMillis) -> {
        end(errand);
        if (change instanceof AckTask && outcome instanceof Outcome.Accepted) {
          parts.watch().pushed(Math.max(0, decidedAtMillis - errand.task().dueAtMillis()));
        }
      }
    }
  }

  /**
   * What the log does not hear of in time is pushed again: its lease runs out. So it is told again
   * as long as that can help.
   */
  private void tellLater(Errand errand, Change change) {
    long at = parts.nowMillis() + Pusher.REST_MILLIS;
    if (at < errand.untilMillis()) {
      untold.add(new Telling(errand, change, at));
    } else {
      end(errand);
    }
  }

  private void end(Errand errand) {
    underWay.decrementAndGet();
    places.giveBack(errand.shop(), 1);
    errand.line().ended();
    agenda.lookAt(errand.line(), parts.nowMillis());
  }

  /** True if something was to be told again by now. */
  boolean tellAgain(long now) {
    List<Telling> due = untold.stream().filter(telling -> telling.atMillis() <= now).toList();
    untold.removeAll(due);
    due.forEach(telling -> tell(telling.errand(), telling.change()));
    return !due.isEmpty();
  }

  /** When something is to be told again; {@link PushLine#NEVER} if nothing is. */
  long nextMillis() {
    return untold.stream().mapToLong(Telling::atMillis).min().orElse(PushLine.NEVER);
  }
}
