package io.millrace.node;

import io.millrace.engine.DueTimer;
import io.millrace.engine.Engine;
import io.millrace.engine.task.QueuePlace;
import io.millrace.journal.Log;
import io.millrace.journal.Room;
import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.command.Command;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.TimePassed;
import io.millrace.model.refusal.Code;
import io.millrace.model.wire.FactEncoder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A shard while it serves. Owned by the shard's writer.
 *
 * <p>One batch is being forced ({@code flight}), one is being filled ({@code batch}). A command is
 * decided and its facts applied at once, in memory; its answer waits until the batch that holds the
 * last applied fact is durable. When the disk is free the filled batch becomes a frame. So the size
 * of a frame is what arrived during one force, and nobody waits for a timer.
 */
final class Serving {

  /** Refusals and reads may join a frame on its way, but not without end while a disk is stuck. */
  private static final int PARKED_MAX = 16 * Batch.TICKETS_MAX;

  /**
   * A log that nobody writes to says this often that time has passed: far below {@code --max-stop},
   * and a hundred kilobytes a day.
   */
  static final Duration TIME_MARK_SPAN = Duration.ofHours(1);

  /** Between two looks at the disk; some hundred microseconds of deciding. */
  private static final int TICKETS_PER_STEP = 256;

  /**
   * Timers that fire between two looks at the lanes. As many as requests: whoever has work when all
   * are busy gets half of the writer.
   */
  private static final int FIRES_PER_STEP = 256;

  /** However long a fire takes, requests wait no longer for a step's. */
  private static final long FIRING_NANOS_MAX = 2_000_000;

  private static final int FIRES_PER_LOOK_AT_CLOCK = 32;

  /** Timers brought nearer in a step; some hundred microseconds. */
  private static final int TIMER_MOVES_PER_STEP = 4_096;

  private final int shard;
  private final Engine engine;
  private final Log log;
  private final LogClock clock;
  private final Ingress ingress;
  private final Set<Poison> poisoned;
  private final Hooks hooks;
  private final EmptyShelves shelves = new EmptyShelves();
  private final Waiters waiters = new Waiters();
  private final Deque<QueuePlace> awake = new ArrayDeque<>();
  private final FactEncoder[] encoders = {new FactEncoder(), new FactEncoder()};
  private final Request[] coming = new Request[Engine.EXPECTED_MAX];
  private int nextEncoder;
  private @Nullable Batch batch;
  private @Nullable Flight flight;
  private long lastFrameMillis;
  private boolean isStopping;
  private boolean haveWaitsEnded;
  private Room room = Room.PLENTY;
  private int decidedLast;

  /** What the shard is told: each durable frame, and what the watch may know. */
  record Hooks(Consumer<DurableFrame> durable, NodeWatch watch, Clock clock, Runnable wake) {}

  /**
   * What {@code waking} is for happens after {@code durable} is done: no wake-up comes too early.
   */
  private record Flight(
      Batch batch,
      CompletableFuture<Long> durable,
      CompletableFuture<Long> waking,
      long digestAfter,
      EmptyShelves.Turns turned,
      long startNanos) {}

  Serving(
      int shard,
      Engine engine,
      Log log,
      LogClock clock,
      Ingress ingress,
      Set<Poison> poisoned,
      Hooks hooks) {
    this.shard = shard;
    this.engine = engine;
    this.log = log;
    this.clock = clock;
    this.ingress = ingress;
    this.poisoned = poisoned;
    this.hooks = hooks;
  }

  /** The first frame of this opening. Nothing is served before it is durable. */
  void open(Opened opened) {
    shelves.begin(engine);
    Batch first = openBatch(clock.advanceMillis());
    take(first, opened);
    depart();
  }

  /** What any thread may ask without the writer. */
  EmptyShelves shelves() {
    return shelves;
  }

  /** Requests that the last turn decided. */
  int decidedLast() {
    return decidedLast;
  }

  boolean settled() {
    return batch == null && flight == null && waiters.isEmpty();
  }

  /** No timer fires any more and nobody waits; what was taken is answered. */
  void stopping() {
    isStopping = true;
    haveWaitsEnded = true;
  }

  /** Whoever waits for tasks, now or later, hears at once that there are none. */
  void endWaits() {
    haveWaitsEnded = true;
  }

  /** Timers whose time has come and that have not fired yet. */
  int overdueTimers() {
    return engine.dueTimers();
  }

  int stuckOrders() {
    return engine.stuckOrders();
  }

  /** How long nothing will happen unless somebody wakes the writer. */
  long restNanos() {
    if (batch != null || engine.isTurning() || room == Room.FLOOR) {
      return Long.MAX_VALUE; // the disk will, or nobody can
    }
    long wakeMillis = Math.min(engine.wakeMillis(), waiters.firstEndMillis());
    return wakeMillis == Long.MAX_VALUE ? Long.MAX_VALUE : clock.nanosUntil(wakeMillis);
  }

  /**
   * One turn: what has become durable is answered, what is due fires, what is waiting is decided,
   * and a filled batch is sent to the disk if the disk is free. True when something was done.
   */
  boolean step() throws ServingBroken {
    room = log.space().room();
    boolean worked = land();
    Batch filling = batch;
    long nowMillis = filling == null ? clock.advanceMillis() : filling.timeMillis();
    worked |= tick(nowMillis);
    worked |= decideWaiting(nowMillis);
    worked |= markTime(nowMillis);
    worked |= depart();
    if (batch == null && flight == null) {
      shelves.pass(nowMillis);
    }
    return worked;
  }

  /** Takes note of a frame that has become durable, or of one that failed. */
  boolean land() throws ServingBroken {
    Flight landed = flight;
    if (landed == null || !landed.durable().isDone()) {
      return false;
    }
    if (landed.durable().isCompletedExceptionally()) {
      throw new ServingBroken("the log failed", landed.durable().exceptionNow());
    }
    flight = null;
    Batch durable = landed.batch();
    DurableFrame frame = durable.toDurable(shard, landed.digestAfter());
    hooks.durable().accept(frame);
    shelves.publish(landed.turned(), frame.facts(), frame.timeMillis(), clock.millis());
    durable.send();
    hooks
        .watch()
        .appended(
            shard,
            durable.factCount(),
            durable.bytes(),
            durable.answers().size(),
            hooks.clock().monotonicNanos() - landed.startNanos());
    return true;
  }

  /** Timers go first, with the time that the requests of this batch will have. */
  private boolean tick(long nowMillis) throws ServingBroken {
    boolean mayFire = !isStopping && room != Room.FLOOR;
    boolean worked = mayFire && engine.turn(nowMillis, TIMER_MOVES_PER_STEP);
    worked |= mayFire && fireDue(nowMillis);
    worked |= serveWaiters(nowMillis);
    return worked;
  }

  private boolean fireDue(long nowMillis) throws ServingBroken {
    long startNanos = hooks.clock().monotonicNanos();
    int fired = 0;
    while (fired < FIRES_PER_STEP && (batch == null || batch.hasRoom())) {
      DueTimer due = engine.due();
      if (due == null) {
        break;
      }
      fire(openBatch(nowMillis), due);
      fired++;
      boolean look = fired % FIRES_PER_LOOK_AT_CLOCK == 0;
      if (look && hooks.clock().monotonicNanos() - startNanos > FIRING_NANOS_MAX) {
        break;
      }
    }
    return fired > 0;
  }

  private void fire(Batch filling, DueTimer due) throws ServingBroken {
    Poison poison = Poison.of(due);
    if (poisoned.contains(poison)) {
      engine.shelveDue();
      return;
    }
    Recorded fact;
    try {
      fact = engine.fire(due, filling.timeMillis());
      if (!filling.encode(List.of(fact))) {
        throw new IllegalStateException("a timer made a larger fact than decide may let pass");
      }
    } catch (RuntimeException e) {
      hooks.watch().failed(shard, due + " cannot fire and is put aside until the next start", e);
      engine.shelveDue();
      return;
    }
    try {
      engine.apply(fact, filling.timeMillis());
    } catch (RuntimeException e) {
      poisoned.add(poison);
      throw new ServingBroken("applying the fact of a timer failed", e);
    }
  }

  /** Workers who waited get what has become due, or hear that nothing has. */
  private boolean serveWaiters(long nowMillis) throws ServingBroken {
    if (engine.hasAwake()) {
      awake.addAll(engine.takeAwake());
    }
    boolean worked = false;
    while (!awake.isEmpty() && hasRoom()) {
      worked |= serveWaiters(awake.removeFirst(), nowMillis);
    }
    for (Waiters.Waiter waiter = waiters.first();
        waiter != null && hasRoom() && hasWaited(waiter, nowMillis);
        waiter = waiters.first()) {
      offer(openBatch(nowMillis), waiter);
      worked = true;
    }
    return worked;
  }

  private boolean hasWaited(Waiters.Waiter waiter, long nowMillis) {
    return haveWaitsEnded || waiter.untilMillis() <= nowMillis;
  }

  private boolean serveWaiters(QueuePlace place, long nowMillis) throws ServingBroken {
    boolean worked = false;
    Waiters.Waiter waiter = waiters.first(place);
    while (waiter != null && engine.isReady(place)) {
      if (!hasRoom()) {
        awake.addFirst(place);
        return worked;
      }
      Waiters.Waiter next = waiters.after(waiter);
      worked |= offer(openBatch(nowMillis), waiter);
      waiter = next;
    }
    return worked;
  }

  /** False when there is nothing for this worker, who goes on waiting. */
  private boolean offer(Batch filling, Waiters.Waiter waiter) throws ServingBroken {
    Outcome outcome = decided(filling, waiter.ticket());
    if (outcome != null && isNothing(outcome) && !hasWaited(waiter, filling.timeMillis())) {
      return false;
    }
    waiters.remove(waiter);
    if (outcome != null) {
      settle(filling, waiter.ticket(), outcome);
    }
    return true;
  }

  private static boolean isNothing(Outcome outcome) {
    return outcome instanceof Outcome.Answered(LeasedTasks leased) && leased.items().isEmpty();
  }

  private boolean hasRoom() {
    return batch == null || batch.hasRoom();
  }

  private boolean decideWaiting(long nowMillis) throws ServingBroken {
    decidedLast = 0;
    if (ingress.isEmpty() || parked() >= PARKED_MAX) {
      return false;
    }
    Batch filling = openBatch(nowMillis);
    int decided = 0;
    while (decided < TICKETS_PER_STEP && filling.hasRoom()) {
      if (decided % Engine.EXPECTED_MAX == 0) {
        lookAhead();
      }
      Ticket ticket = ingress.poll();
      if (ticket == null) {
        break;
      }
      decide(filling, ticket);
      decided++;
    }
    decidedLast = decided;
    // A full batch waits for the disk, and so does its writer: it must not turn on the spot.
    return decided > 0;
  }

  /** Whoever is alone has no one to wait for memory with. */
  private void lookAhead() {
    int count = ingress.peek(coming);
    if (count > 1) {
      try {
        engine.expect(coming, 0, count);
      } catch (RuntimeException e) {
        hooks.watch().failed(shard, "looking ahead failed; nothing was changed", e);
      }
    }
  }

  /** Answers that wait for the disk. What is not decided waits in the lanes, which have a bound. */
  private int parked() {
    Flight forced = flight;
    return forced == null ? 0 : forced.batch().answers().size();
  }

  /** Keeps a log that nobody uses from looking like one that stood still. */
  private boolean markTime(long nowMillis) {
    if (flight != null || nowMillis - lastFrameMillis < TIME_MARK_SPAN.toMillis()) {
      return false;
    }
    Batch marked = openBatch(nowMillis);
    if (!marked.hasFacts()) {
      take(marked, new TimePassed());
    }
    return true;
  }

  /** In the language of the log, which begins with this build's and changes when it is raised. */
  private void take(Batch filling, Fact fact) {
    Recorded recorded = new Recorded(engine.level(), null, 0, Actor.NODE, null, fact);
    filling.encode(List.of(recorded));
    engine.apply(recorded, filling.timeMillis());
  }

  private Batch openBatch(long nowMillis) {
    Batch filling = batch;
    if (filling == null) {
      filling = new Batch(nowMillis, engine.sequence() + 1, encoders[nextEncoder]);
      nextEncoder = 1 - nextEncoder;
      batch = filling;
    }
    return filling;
  }

  private void decide(Batch filling, Ticket ticket) throws ServingBroken {
    Outcome outcome = decided(filling, ticket);
    if (outcome == null) {
      return;
    }
    boolean mayWait =
        ticket.request().command() instanceof LeaseTasks lease
            && !lease.waiting().isZero()
            && !haveWaitsEnded;
    if (mayWait && isNothing(outcome)) {
      await(filling, ticket);
    } else {
      settle(filling, ticket, outcome);
    }
  }

  private void await(Batch filling, Ticket ticket) {
    if (waiters.isFull()) {
      ticket.reply().complete(TOO_MANY_WAIT);
    } else if (ticket.request().command() instanceof LeaseTasks lease) {
      waiters.add(ticket, lease, filling.timeMillis());
    }
  }

  /** What shall become of it, with its facts in the batch; null when it has its reply already. */
  private @Nullable Outcome decided(Batch filling, Ticket ticket) {
    try {
      Outcome outcome = engine.decide(ticket.request(), filling.timeMillis());
      if (outcome instanceof Outcome.Accepted && poisoned.contains(Poison.of(ticket.request()))) {
        ticket.reply().complete(POISONED);
        return null;
      }
      if (outcome instanceof Outcome.Accepted
          && !Burden.of(ticket.request().command()).fits(room)) {
        // Nothing was changed by deciding. The answer rests on what was decided before it.
        hooks.watch().refused(shard, Code.STORAGE_FULL);
        filling.answer(ticket, full(room));
        return null;
      }
      if (outcome instanceof Outcome.Accepted accepted && !filling.encode(accepted.facts())) {
        throw new IllegalStateException("a command made more facts than decide may let pass");
      }
      return outcome;
    } catch (RuntimeException e) {
      hooks.watch().failed(shard, "deciding a request failed; nothing was changed", e);
      ticket.reply().complete(new Reply.Failed(Code.INTERNAL, "deciding the request failed"));
      return null;
    }
  }

  private void settle(Batch filling, Ticket ticket, Outcome outcome) throws ServingBroken {
    if (outcome instanceof Outcome.Accepted accepted) {
      apply(accepted.facts(), filling, ticket);
      shelves.accepted(ticket.request());
    } else if (outcome instanceof Outcome.Refused refused) {
      hooks.watch().refused(shard, refused.refusal().code());
    }
    filling.answer(
        ticket,
        new Reply.Decided(
            outcome, engine.shopSequence(ticket.request().shop()), filling.timeMillis()));
  }

  private void apply(List<Recorded> facts, Batch filling, Ticket ticket) throws ServingBroken {
    try {
      for (int i = 0; i < facts.size(); i++) {
        engine.apply(facts.get(i), filling.timeMillis());
      }
    } catch (RuntimeException e) {
      poisoned.add(Poison.of(ticket.request()));
      filling.answer(ticket, UNKNOWN);
      throw new ServingBroken("applying a fact failed", e);
    }
  }

  /** Sends the filled batch off: to the disk if it has facts, to whoever waits if it has none. */
  private boolean depart() {
    Batch filled = batch;
    if (filled == null) {
      return false;
    }
    Flight before = flight;
    if (!filled.hasFacts()) {
      batch = null;
      if (before == null) {
        filled.send();
      } else {
        // These answers rest on facts that are still on their way to the disk.
        filled.answers().forEach(answer -> before.batch().answers().add(answer));
      }
      return true;
    }
    if (before != null) {
      return false;
    }
    batch = null;
    long startNanos = hooks.clock().monotonicNanos();
    long digestAfter = engine.digest();
    lastFrameMillis = filled.timeMillis();
    CompletableFuture<Long> durable = log.append(filled.toFrame(digestAfter));
    CompletableFuture<Long> waking = durable.whenComplete((_, _) -> hooks.wake().run());
    flight = new Flight(filled, durable, waking, digestAfter, shelves.turned(engine), startNanos);
    return true;
  }

  /** Answers everyone whose request was taken: what became of it, only the log will tell. */
  void abandon() {
    Flight lost = flight;
    if (lost != null) {
      abandon(lost.batch());
    }
    Batch unsent = batch;
    if (unsent != null) {
      abandon(unsent);
    }
    batch = null;
    for (Waiters.Waiter waiter = waiters.first(); waiter != null; waiter = waiters.first()) {
      waiters.remove(waiter);
      waiter.ticket().reply().complete(UNKNOWN);
    }
  }

  /** Nothing of this is on its way to the disk. */
  boolean quiet() {
    return flight == null || flight.durable().isDone();
  }

  private static void abandon(Batch lost) {
    lost.answers().forEach(answer -> answer.ticket().reply().complete(UNKNOWN));
  }

  private static final Reply POISONED =
      new Reply.Failed(Code.INTERNAL, "this request broke the shard before and is not tried again");

  private static final Reply TOO_MANY_WAIT =
      new Reply.Failed(Code.OVERLOADED, "too many workers wait for tasks of this shard");

  private static Reply full(Room room) {
    return new Reply.Failed(
        Code.STORAGE_FULL,
        room == Room.FLOOR
            ? "the disk is full: nothing is written now, and reads go on"
            : "the disk is nearly full: what finishes orders passes, and nothing new is begun");
  }

  static final Reply UNKNOWN =
      new Reply.Failed(
          Code.OUTCOME_UNKNOWN,
          "the shard stopped before this was answered; ask again with the same key");

  LogClock clock() {
    return clock;
  }

  /** What broke {@code apply} and would do it again. */
  sealed interface Poison {
    /** The same command for the same shop. */
    record OfRequest(ShopId shop, Command command) implements Poison {}

    /** The same timer. */
    record OfTimer(DueTimer timer) implements Poison {}

    static Poison of(Request request) {
      return new OfRequest(request.shop(), request.command());
    }

    static Poison of(DueTimer timer) {
      return new OfTimer(timer);
    }
  }

  /** The shard cannot go on like this and must rebuild itself from the log. */
  static final class ServingBroken extends Exception {
    private static final long serialVersionUID = 1L;

    ServingBroken(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
