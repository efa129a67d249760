package io.millrace.delivery.push;

import io.millrace.delivery.http.Outlet;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.signed.Secrets;
import io.millrace.delivery.signed.Signer;
import io.millrace.model.Actor;
import io.millrace.model.LeaseId;
import io.millrace.model.Limits;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.TaskView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.Change;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.NackTask;
import io.millrace.node.Clock;
import io.millrace.node.Gate;
import io.millrace.node.Reply;
import io.millrace.node.delivery.PushStatus;
import io.millrace.node.delivery.TaskForm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
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
 *          ▲                      │
 *          └─ nothing is due: one lease waits in the shard until something is
 * </pre>
 *
 * <p>Owned by the thread that steps it; {@link #changed}, {@link #status}, {@link #underWay} may be
 * called by any.
 */
final class Pusher {

  /**
   * So many queues wait in their shards, where workers wait, too, and have four times the room. The
   * others look each second.
   */
  static final int PARKED_MAX = 4_096;

  /** Longer than a request may take, by the time that it takes to be told of its end. */
  static final Duration LEASE = Duration.ofSeconds(30);

  /** Below the most that a shard lets wait. */
  static final Duration WAIT = Duration.ofSeconds(20);

  /** When a shard cannot answer now, and for those that look without waiting. */
  private static final long REST_MILLIS = 1_000;

  /** Whoever found no room looks again. */
  private static final long CROWDED_MILLIS = 20;

  private static final int LOWEST_RANK = 0;

  private final Parts parts;
  private final Agenda agenda = new Agenda();
  private final Places places = new Places();
  private final ConcurrentMap<Place, PushLine> lines = new ConcurrentHashMap<>();

  /** Queues that are not what they were. */
  private final Set<Place> toldChanged = ConcurrentHashMap.newKeySet();

  /** Those of them that could not be read by a fault of ours, and when that is tried again. */
  private final Map<Place, Long> unread = new HashMap<>();

  /** What was brought back, as what is to be done about it here. */
  private final ConcurrentLinkedQueue<Runnable> returned = new ConcurrentLinkedQueue<>();

  /** What the log must hear, and could not be told yet. */
  private final List<Telling> untold = new ArrayList<>();

  private final AtomicInteger underWay = new AtomicInteger();
  private int asking;
  private int parked;
  private boolean isStopping;
  private volatile Runnable wake = () -> {};

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
      PushWatch watch) {}

  /** A task on its way: who has it until when. */
  private record Errand(PushLine line, LeaseId lease, TaskView task, long untilMillis) {}

  /** That an errand has come to its end is to be told at a time. */
  private record Telling(Errand errand, Change change, long atMillis) {}

  Pusher(Parts parts) {
    this.parts = parts;
    parts.queues().tell(this::changed);
    parts.queues().all().forEach(queue -> toldChanged.add(queue.place()));
  }

  void wakeBy(Runnable how) {
    wake = how;
  }

  private void changed(Place place) {
    toldChanged.add(place);
    wake.run();
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
    return underWay.get();
  }

  /** Of bodies that are with receivers, about. */
  long bodyBytes() {
    return places.bodyBytes();
  }

  /** By the clock that never goes back. */
  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(parts.clock().monotonicNanos());
  }

  /** True when something was done, so that another step may find more. */
  boolean step() {
    long now = nowMillis();
    boolean worked = takeChanged(now);
    worked |= takeReturned();
    worked |= tellAgain(now);
    for (PushLine line : isStopping ? List.<PushLine>of() : agenda.take(now)) {
      askOrLater(line, now);
      worked = true;
    }
    return worked;
  }

  /** A fault of ours with one queue is no reason to forget the others, nor that one. */
  private void askOrLater(PushLine line, long now) {
    try {
      ask(line, now);
    } catch (RuntimeException fault) {
      parts.watch().broken(fault.getClass().getSimpleName());
      agenda.lookAt(line, now + REST_MILLIS);
    }
  }

  /** How long nothing will be due, unless somebody brings something. */
  long restMillis() {
    long next = untold.stream().mapToLong(Telling::atMillis).min().orElse(PushLine.NEVER);
    return Math.clamp(Math.min(next, agenda.nextMillis()) - nowMillis(), 1, REST_MILLIS);
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

  private boolean takeReturned() {
    boolean any = false;
    for (Runnable next = returned.poll(); next != null; next = returned.poll()) {
      takeChanged(nowMillis()); // what it rests on was told before it was brought
      next.run();
      any = true;
    }
    return any;
  }

  private void bring(Runnable event) {
    returned.add(event);
    wake.run();
  }

  /** Whoever rests, waits or is full is looked at again when that is over. */
  private void ask(PushLine line, long now) {
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
    submit(
        line,
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

  private void submit(PushLine line, Change change, Consumer<Reply> then) {
    var _ =
        parts
            .gate()
            .submit(Request.of(line.place().shop(), Actor.NODE, change))
            .thenAccept(reply -> bring(() -> then.accept(reply)));
  }

  private void leased(PushLine line, LeaseTasks wanted, Reply reply, long askedAt) {
    long now = nowMillis();
    LeasedTasks leased = answer(reply);
    if (leased == null) {
      agenda.lookAt(line, now + REST_MILLIS);
      return;
    }
    line.mayHaveMore = leased.items().size() == wanted.max();
    // The queue may have stopped and begun again since this was asked for.
    PushLine current = line.isGone ? lines.getOrDefault(line.place(), line) : line;
    for (LeasedTasks.Leased item : leased.items()) {
      start(new Errand(current, item.lease(), item.task(), now + LEASE.toMillis()));
    }
    agenda.lookAt(line, mayAskAgain(wanted, leased, now - askedAt) ? now : now + REST_MILLIS);
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

  private void start(Errand errand) {
    errand.line().begun();
    underWay.incrementAndGet();
    places.take(errand.line().place().shop(), 1);
    Signer signer = errand.line().signer(); // as it is now; another thread must not ask the line
    ShopId shop = errand.line().place().shop();
    parts
        .sending()
        .execute(() -> {
          PostResult result = sent(signer, shop, errand.task());
          bring(() -> answered(errand, result));
        });
  }

  /**
   * The same each time a task is pushed, and another when it was scheduled anew with another
   * payload: a receiver that has seen the id has done just this.
   */
  static String idOf(TaskView task) {
    CRC32C payload = new CRC32C();
    payload.update(task.payload().getBytes(StandardCharsets.UTF_8));
    return "task_" + task.number() + "_" + HexFormat.of().toHexDigits((int) payload.getValue());
  }

  /** A fault of ours must not keep a place for ever. */
  private PostResult sent(Signer signer, ShopId shop, TaskView task) {
    try {
      return sentBody(signer, task, parts.form().body(shop, task));
    } catch (RuntimeException | LinkageError | VirtualMachineError | AssertionError broken) {
      String what = broken.getClass().getSimpleName();
      parts.watch().broken(what);
      return new PostResult.Failed(PostResult.Failure.UNREACHABLE, what);
    }
  }

  private PostResult sentBody(Signer signer, TaskView task, String body) {
    places.bodyBegins(body);
    try {
      return parts.outlet().send(signer.post(idOf(task), body, parts.clock().wallMillis()));
    } finally {
      places.bodyEnds(body);
    }
  }

  private void answered(Errand errand, PostResult result) {
    PushLine line = errand.line();
    if (result.isTaken()) {
      line.succeeded();
      tell(errand, new AckTask(errand.lease()));
      return;
    }
    parts.watch().failed();
    if (line.failed(errand.task().task(), result)) {
      parts.watch().rests(line.place().shop(), line.place().queue(), result.outcome().name());
    }
    tell(errand, new NackTask(errand.lease(), null));
  }

  private void tell(Errand errand, Change change) {
    submit(errand.line(), change, reply -> told(errand, change, reply));
  }

  /**
   * What the log does not hear of in time is pushed again: its lease runs out. So it is told again
   * as long as that can help.
   */
  private void told(Errand errand, Change change, Reply reply) {
    long now = nowMillis();
    if (reply instanceof Reply.Failed && now + REST_MILLIS < errand.untilMillis()) {
      untold.add(new Telling(errand, change, now + REST_MILLIS));
      return;
    }
    if (change instanceof AckTask
        && reply instanceof Reply.Decided(Outcome.Accepted _, _, long decidedAtMillis)) {
      parts.watch().pushed(Math.max(0, decidedAtMillis - errand.task().dueAtMillis()));
    }
    underWay.decrementAndGet();
    places.giveBack(errand.line().place().shop(), 1);
    errand.line().ended();
    agenda.lookAt(errand.line(), now);
  }

  private boolean tellAgain(long now) {
    List<Telling> due = untold.stream().filter(telling -> telling.atMillis() <= now).toList();
    untold.removeAll(due);
    due.forEach(telling -> tell(telling.errand(), telling.change()));
    return !due.isEmpty();
  }

  /** Leases nothing more. What was asked for and what is under way may still come to its end. */
  void stop() {
    isStopping = true;
  }

  /** Nothing was asked for or is under way that has not come to its end. */
  boolean isQuiet() {
    return asking == 0 && underWay.get() == 0;
  }
}
