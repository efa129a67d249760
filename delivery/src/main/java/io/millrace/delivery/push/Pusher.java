package io.millrace.delivery.push;

import io.millrace.delivery.http.Outlet;
import io.millrace.delivery.signed.Secrets;
import io.millrace.node.Clock;
import io.millrace.node.Gate;
import io.millrace.node.delivery.PushStatus;
import io.millrace.node.delivery.TaskForm;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker for each queue that pushes: it leases what is due, posts it, and acks or nacks as the
 * receiver answers. What it knows is in the log, as of any worker; so it keeps nothing of its own,
 * and what was under way when the process died is pushed again when its lease has run out. A state
 * machine that moves when somebody calls {@link #step}: requests run elsewhere, the shard answers
 * later, and both only bring their outcome back, so nothing here ever waits.
 *
 * <pre>
 *   look at a queue ─▶ lease, as its pace allows ─▶ post ─▶ 2xx: ack, else: nack ─▶ look again
 *          ▲                      │                 └──────── {@link Errands} ───────┘
 *          └─ nothing is due: one lease waits in the shard until something is ({@link Leasing})
 * </pre>
 *
 * <p>Here stands which queues there are, and when each is looked at. Owned by the thread that steps
 * it; {@link #status}, {@link #underWay} and {@link #bodyBytes} may be called by any.
 */
final class Pusher {

  /**
   * When a shard cannot answer now, after a fault of ours, and for those that look without waiting.
   */
  static final long REST_MILLIS = Duration.ofSeconds(1).toMillis();

  private final Parts parts;
  private final Agenda agenda = new Agenda();
  private final Places places = new Places();
  private final Inbox inbox;
  private final Errands errands;
  private final Leasing leasing;
  private final ConcurrentMap<Place, PushLine> lines = new ConcurrentHashMap<>();

  /** Queues that are not what they were. */
  private final Set<Place> toldChanged = ConcurrentHashMap.newKeySet();

  /** Those of them that could not be read by a fault of ours, and when that is tried again. */
  private final Map<Place, Long> unread = new HashMap<>();

  private boolean isStopping;

  /**
   * What it works with.
   *
   * @param sending runs requests, each for as long as it takes
   */
  record Parts(
      PushedQueues queues,
      Gate gate,
      Outlet outlet,
      Executor sending,
      Clock clock,
      Secrets secrets,
      TaskForm form,
      PushWatch watch) {

    /** By the clock that never goes back. */
    long nowMillis() {
      return TimeUnit.NANOSECONDS.toMillis(clock.monotonicNanos());
    }
  }

  Pusher(Parts parts) {
    this.parts = parts;
    this.inbox = new Inbox(parts.gate());
    this.errands = new Errands(parts, inbox, places, agenda);
    this.leasing = new Leasing(parts, inbox, places, agenda, errands, this::current);
    parts.queues().tell(this::changed);
    parts.queues().all().forEach(queue -> toldChanged.add(queue.place()));
  }

  void wakeBy(Runnable how) {
    inbox.wakeBy(how);
  }

  private void changed(Place place) {
    toldChanged.add(place);
    inbox.wake();
  }

  @Nullable PushStatus status(Place place) {
    PushLine line = lines.get(place);
    if (line != null) {
      return line.status();
    }
    PushedQueue queue = parts.queues().find(place); // that nobody has come to yet
    return queue == null ? null : new PushLine(queue, parts.secrets(), parts.clock()).status();
  }

  int underWay() {
    return errands.underWay();
  }

  /** Of bodies that are with receivers, about. */
  long bodyBytes() {
    return places.bodyBytes();
  }

  /** True when something was done, so that another step may find more. */
  boolean step() {
    long now = parts.nowMillis();
    boolean worked = takeChanged(now);
    worked |= takeBrought();
    worked |= errands.tellAgain(now);
    for (PushLine line : isStopping ? List.<PushLine>of() : agenda.take(now)) {
      askOrLater(line, now);
      worked = true;
    }
    return worked;
  }

  /** How long nothing will be due, unless somebody brings something. */
  long restMillis() {
    long next = Math.min(errands.nextMillis(), agenda.nextMillis());
    return Math.clamp(next - parts.nowMillis(), 1, REST_MILLIS);
  }

  private boolean takeBrought() {
    boolean any = false;
    for (Runnable next = inbox.take(); next != null; next = inbox.take()) {
      takeChanged(parts.nowMillis()); // what it rests on was told before it was brought
      runOrTell(next);
      any = true;
    }
    return any;
  }

  /** A fault of ours with one is no reason to let the others wait. */
  private void runOrTell(Runnable brought) {
    try {
      brought.run();
    } catch (RuntimeException fault) {
      parts.watch().broken(fault.getClass().getSimpleName());
    }
  }

  /** A fault of ours with one queue is no reason to forget the others, nor that one. */
  private void askOrLater(PushLine line, long now) {
    try {
      leasing.ask(line, now);
    } catch (RuntimeException fault) {
      parts.watch().broken(fault.getClass().getSimpleName());
      agenda.lookAt(line, now + REST_MILLIS);
    }
  }

  private boolean takeChanged(long now) {
    List<Place> again =
        unread.entrySet().stream()
            .filter(one -> one.getValue() <= now)
            .map(Map.Entry::getKey)
            .toList();
    toldChanged.addAll(again);
    again.forEach(unread::remove);
    boolean any = false;
    for (Place place : List.copyOf(toldChanged)) {
      toldChanged.remove(place); // before it is read: whoever changes it again tells us again
      refreshOrLater(place, now);
      any = true;
    }
    return any;
  }

  private void refreshOrLater(Place place, long now) {
    try {
      refresh(place, now);
    } catch (RuntimeException fault) {
      parts.watch().broken(fault.getClass().getSimpleName());
      unread.put(place, now + REST_MILLIS);
    }
  }

  private void refresh(Place place, long now) {
    PushedQueue queue = parts.queues().find(place);
    PushLine line = lines.get(place);
    if (queue == null) {
      if (line != null) {
        lines.remove(place);
        agenda.remove(line);
      }
      return;
    }
    if (line == null) {
      line = new PushLine(queue, parts.secrets(), parts.clock());
      lines.put(place, line);
    } else {
      line.become(queue, parts.secrets());
    }
    if (!line.signer().hasAddress()) {
      parts.watch().cannotCall(place.shop(), place.queue());
    } else if (!line.signer().canSign()) {
      parts.watch().cannotSign(place.shop(), place.queue());
    }
    agenda.lookAt(line, now);
  }

  /** The line that its queue has now; itself if it has none. */
  private PushLine current(PushLine line) {
    return line.isGone ? lines.getOrDefault(line.place(), line) : line;
  }

  /** Leases nothing more. What was asked for and what is under way may still come to its end. */
  void stop() {
    isStopping = true;
  }

  /** Nothing was asked for or is under way that has not come to its end. */
  boolean isQuiet() {
    return leasing.asking() == 0 && errands.underWay() == 0;
  }
}
