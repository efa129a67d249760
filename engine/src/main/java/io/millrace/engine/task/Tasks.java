package io.millrace.engine.task;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.id.Ids;
import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.shop.Shop;
import io.millrace.engine.shop.Shops;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.wheel.TimerKind;
import io.millrace.engine.wheel.Wheel;
import io.millrace.model.LeaseId;
import io.millrace.model.Recorded;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.TaskState;
import io.millrace.model.fact.LeaseExtended;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import io.millrace.model.fact.RevivalStarted;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDone;
import io.millrace.model.fact.TaskDue;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskFact;
import io.millrace.model.fact.TaskPostponed;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TaskRevived;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.fact.TasksRevived;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Queues and tasks of a shard, and the only way in which they change. Nothing is decided here, but
 * what a fact says is checked against what is there. Owned by the shard's writer.
 *
 * <pre>
 *  PENDING ─▶ DUE ─▶ LEASED ─▶ (done)
 *     ▲                 │
 *     ├──── returned ◀──┤
 *     └──── revived ◀── DEAD
 * </pre>
 *
 * <p>A pending task has a timer for its time, a leased one for the end of its lease, a dead one for
 * the end of its keeping; one that is due waits in its queue and has none.
 */
public final class Tasks {
  private static final int CONTENT_FIELD = 1;
  private static final int STANDING_FIELD = 2;
  private static final int DUE_FIELD = 3;
  private static final int UNTIL_FIELD = 4;
  static final int DEAD_LIST = 0;

  /** So long after a slice of a revival comes the next: time for everybody else's timers. */
  private static final long REVIVAL_PAUSE_MILLIS = 1;

  private final Wheel wheel;
  private final Ids ids;
  private final Digest digest;
  private final TaskTable table = new TaskTable();
  private final Queues queues = new Queues();
  private final EndedTasks ended;
  private final List<Queue> awake = new ArrayList<>();

  /**
   * When the log was last opened. In no digest: it is there to tell a stop from a backlog, which
   * only the present opening has to decide.
   */
  private long openedAtMillis;

  /** Of the fact that was applied last: where the wheel of a state from a snapshot begins. */
  private long lastMillis;

  public Tasks(Wheel wheel, Ids ids, Digest digest) {
    this.wheel = wheel;
    this.ids = ids;
    this.digest = digest;
    this.ended = new EndedTasks(digest);
  }

  TaskTable table() {
    return table;
  }

  Queues queues() {
    return queues;
  }

  EndedTasks ended() {
    return ended;
  }

  long openedAtMillis() {
    return openedAtMillis;
  }

  /** When a lease ends, or a dead task's keeping. */
  long untilMillis(int row) {
    return wheel.deadlineMillis(table.timer(row));
  }

  public void opened(long atMillis) {
    openedAtMillis = atMillis;
  }

  /** Before each fact is applied. */
  public void evict(long atMillis) {
    lastMillis = atMillis;
    ended.evict(atMillis);
  }

  public void apply(Shop shop, TaskFact fact, long atMillis) {
    switch (fact) {
      case QueueDefined defined -> apply(shop, defined, atMillis);
      case QueueSecretRotated rotated -> apply(shop, rotated, atMillis);
      case TaskScheduled scheduled -> apply(shop, scheduled, atMillis);
      case TaskDue due -> apply(shop, due, atMillis);
      case TaskPostponed postponed -> apply(shop, postponed);
      case TasksLeased leased -> apply(shop, leased, atMillis);
      case LeaseExtended extended -> apply(shop, extended);
      case TaskDone done -> apply(shop, done, atMillis);
      case TaskReturned returned -> apply(shop, returned, atMillis);
      case TaskDied died -> apply(shop, died, atMillis);
      case TaskEnded end -> apply(shop, end, atMillis);
      case TaskRevived revived -> revive(shop, revived.number(), revived.dueAtMillis(), atMillis);
      case RevivalStarted started -> apply(shop, started, atMillis);
      case TasksRevived revived -> apply(shop, revived, atMillis);
    }
  }

  private void apply(Shop shop, QueueDefined defined, long atMillis) {
    Queue known = queues.find(shop, defined.queue());
    if (known == null) {
      check(defined.version() == 1, "a new queue has version 1");
      Queue queue = new Queue(shop, defined, queues.size(), wheel.openLine(), table, atMillis);
      queue.addTo(digest);
      queues.add(queue);
      return;
    }
    check(defined.version() == known.version + 1, "a queue's versions are numbered without gaps");
    known.redefine(defined, atMillis, digest);
    if (known.due > 0) { // it may have been paused
      wake(known);
    }
  }

  private void apply(Shop shop, QueueSecretRotated rotated, long atMillis) {
    Queue queue = queues.require(shop, rotated.queue());
    check(rotated.version() == queue.version + 1, "a queue's versions are numbered without gaps");
    queue.rotate(rotated, atMillis, digest);
  }

  private void apply(Shop shop, TaskScheduled scheduled, long atMillis) {
    Queue queue = queues.require(shop, scheduled.queue());
    int row = table.find(scheduled.number());
    if (row == TaskTable.NONE) {
      ids.take(scheduled.number());
      check(table.find(queue, scheduled.task()) == TaskTable.NONE, "a task is there once");
      row = table.add(scheduled.number(), queue, scheduled.task(), scheduled.payload());
    } else {
      check(table.get(row, TaskTable.QUEUE) == queue.index, "a task stays in its queue");
      removeTerms(row, queue);
      leave(row, queue);
      table.payload(row, scheduled.payload());
    }
    table.set(row, TaskTable.WISH, scheduled.wish());
    table.set(row, TaskTable.GROUP, queue.claimGroup(scheduled.group()));
    table.standing(row, TaskState.PENDING, scheduled.priority(), 0);
    await(row, queue, scheduled.dueAtMillis(), atMillis);
    addTerms(row, queue);
  }

  private void apply(Shop shop, TaskDue due, long atMillis) {
    int row = require(shop, due.number(), TaskState.PENDING);
    Queue queue = queueOf(row);
    removeMoving(row);
    wheel.cancel(table.timer(row));
    queue.pending--;
    queue.due++;
    table.state(row, TaskState.DUE);
    queue.ready.append(table.priority(row), row);
    queue.readyOf(table.get(row, TaskTable.GROUP)).append(table.priority(row), row);
    addMoving(row);
    queue.decision.record(atMillis, atMillis - table.getLong(row, TaskTable.DUE));
    wake(queue);
  }

  private void apply(Shop shop, TaskPostponed postponed) {
    int row = require(shop, postponed.number(), TaskState.PENDING);
    removeMoving(row);
    table.set(row, TaskTable.DUE, postponed.dueAtMillis());
    long timer = table.timer(row);
    table.timer(row, wheel.move(timer, postponed.dueAtMillis()));
    addMoving(row);
  }

  private void apply(Shop shop, TasksLeased leased, long atMillis) {
    Queue queue = queues.require(shop, leased.queue());
    for (LeaseId lease : leased.leases()) {
      int row = require(shop, lease.task(), TaskState.DUE);
      check(table.get(row, TaskTable.QUEUE) == queue.index, "a task is leased from its queue");
      check(table.get(row, TaskTable.EPOCH) + 1 == lease.epoch(), "epochs are without gaps");
      removeMoving(row);
      unready(row, queue);
      queue.leased++;
      table.set(row, TaskTable.EPOCH, lease.epoch());
      table.standing(row, TaskState.LEASED, table.priority(row), table.attempts(row) + 1);
      start(row, queue, TimerKind.LEASE_END, leased.untilMillis(), atMillis);
      addMoving(row);
      queue.delivery.record(atMillis, atMillis - table.getLong(row, TaskTable.DUE));
    }
  }

  private void apply(Shop shop, LeaseExtended extended) {
    int row = require(shop, extended.lease());
    removeMoving(row);
    long timer = table.timer(row);
    table.timer(row, wheel.move(timer, extended.untilMillis()));
    addMoving(row);
  }

  private void apply(Shop shop, TaskDone done, long atMillis) {
    int row = require(shop, done.lease());
    end(row, EndedTasks.DONE, atMillis);
  }

  private void apply(Shop shop, TaskReturned returned, long atMillis) {
    int row = require(shop, returned.lease());
    Queue queue = queueOf(row);
    removeMoving(row);
    leave(row, queue);
    table.state(row, TaskState.PENDING);
    await(row, queue, returned.dueAtMillis(), atMillis);
    addMoving(row);
  }

  private void apply(Shop shop, TaskDied died, long atMillis) {
    int row = require(shop, died.lease());
    Queue queue = queueOf(row);
    removeMoving(row);
    leave(row, queue);
    table.state(row, TaskState.DEAD);
    table.set(row, TaskTable.DUE, atMillis);
    queue.dead++;
    queue.deadRows.append(DEAD_LIST, row);
    start(row, queue, TimerKind.DEAD_END, died.keptUntilMillis(), atMillis);
    addMoving(row);
  }

  private void apply(Shop shop, TaskEnded end, long atMillis) {
    int row = table.find(end.number());
    check(row != TaskTable.NONE, "a fact of a task that does not exist");
    TaskState state = table.state(row);
    boolean fits =
        switch (end.end()) {
          case CANCELLED -> state == TaskState.PENDING || state == TaskState.DUE;
          case PAST_DUE -> state == TaskState.PENDING;
          case DELETED, RETENTION -> state == TaskState.DEAD;
        };
    check(fits && queueOf(row).shop == shop, "a task ends as its state allows");
    int ending =
        switch (end.end()) {
          case CANCELLED -> EndedTasks.CANCELLED;
          case PAST_DUE, DELETED, RETENTION -> EndedTasks.DONE;
        };
    end(row, ending, atMillis);
  }

  private void apply(Shop shop, RevivalStarted started, long atMillis) {
    Queue queue = queues.require(shop, started.queue());
    check(queue.reviving == 0 && started.tasks() > 0, "one revival at a time, of something");
    queue.removeFrom(digest);
    queue.reviving = started.tasks();
    queue.revivingUpToMillis = atMillis;
    queue.addTo(digest);
    queue.revivalTimer = wheel.add(queue.line, TimerKind.REVIVAL, queue.index, atMillis, atMillis);
  }

  private void apply(Shop shop, TasksRevived revived, long atMillis) {
    Queue queue = queues.require(shop, revived.queue());
    for (long number : revived.numbers()) {
      revive(shop, number, revived.dueAtMillis(), atMillis);
    }
    check(queue.reviving > 0, "a slice of a revival that goes on");
    queue.removeFrom(digest);
    queue.reviving = revived.left();
    if (revived.left() == 0) {
      queue.revivingUpToMillis = 0;
      wheel.cancel(queue.revivalTimer);
    } else {
      queue.revivalTimer = wheel.move(queue.revivalTimer, atMillis + REVIVAL_PAUSE_MILLIS);
    }
    queue.addTo(digest);
  }

  private void revive(Shop shop, long number, long dueAtMillis, long atMillis) {
    int row = require(shop, number, TaskState.DEAD);
    Queue queue = queueOf(row);
    removeMoving(row);
    leave(row, queue);
    table.standing(row, TaskState.PENDING, table.priority(row), 0);
    await(row, queue, dueAtMillis, atMillis);
    addMoving(row);
  }

  /** Becomes pending. */
  private void await(int row, Queue queue, long dueAtMillis, long atMillis) {
    queue.pending++;
    table.set(row, TaskTable.DUE, dueAtMillis);
    start(row, queue, TimerKind.TASK_DUE, dueAtMillis, atMillis);
  }

  private void start(int row, Queue queue, TimerKind kind, long deadlineMillis, long atMillis) {
    long number = table.number(row);
    table.timer(row, wheel.add(queue.line, kind, number, deadlineMillis, atMillis));
  }

  /** Leaves whatever its state keeps it in: counter, timer, list. */
  private void leave(int row, Queue queue) {
    switch (table.state(row)) {
      case PENDING -> {
        queue.pending--;
        wheel.cancel(table.timer(row));
      }
      case DUE -> unready(row, queue);
      case LEASED -> {
        queue.leased--;
        wheel.cancel(table.timer(row));
      }
      case DEAD -> {
        queue.dead--;
        wheel.cancel(table.timer(row));
        queue.deadRows.remove(DEAD_LIST, row);
      }
    }
  }

  private void unready(int row, Queue queue) {
    int priority = table.priority(row);
    queue.due--;
    queue.ready.remove(priority, row);
    queue.readyOf(table.get(row, TaskTable.GROUP)).remove(priority, row);
  }

  private void end(int row, int ending, long atMillis) {
    Queue queue = queueOf(row);
    removeTerms(row, queue);
    leave(row, queue);
    ended.add(queue, table.name(row), table.getLong(row, TaskTable.WISH), ending, atMillis);
    table.remove(row, queue);
  }

  private int require(Shop shop, long number, TaskState state) {
    int row = table.find(number);
    if (row == TaskTable.NONE || queueOf(row).shop != shop) {
      throw new BrokenInvariant("a fact of a task that does not exist");
    }
    check(table.state(row) == state, "a fact of a task in another state");
    return row;
  }

  private int require(Shop shop, LeaseId lease) {
    int row = require(shop, lease.task(), TaskState.LEASED);
    check(table.get(row, TaskTable.EPOCH) == lease.epoch(), "a fact of a lease that was lost");
    return row;
  }

  Queue queueOf(int row) {
    return queues.at(table.get(row, TaskTable.QUEUE));
  }

  private void wake(Queue queue) {
    if (!queue.isAwake) {
      queue.isAwake = true;
      awake.add(queue);
    }
  }

  /** Queues in which something became due since this was last asked. */
  public List<QueuePlace> takeAwake() {
    List<QueuePlace> places = new ArrayList<>(awake.size());
    for (Queue queue : awake) {
      queue.isAwake = false;
      places.add(new QueuePlace(queue.shop.id(), queue.id));
    }
    awake.clear();
    return places;
  }

  public boolean hasAwake() {
    return !awake.isEmpty();
  }

  /** Whether a worker could be handed something. */
  public boolean isReady(QueuePlace place) {
    Queue queue = queues.find(place.shop(), place.queue());
    return queue != null && queue.due > 0 && !queue.settings.paused();
  }

  public int size() {
    return table.size();
  }

  public int queueCount() {
    return queues.size();
  }

  public long estimatedBytes() {
    return table.estimatedBytes() + ended.estimatedBytes();
  }

  private void addTerms(int row, Queue queue) {
    digest.add(Kind.TASK, table.number(row), CONTENT_FIELD, content(row, queue));
    addMoving(row);
  }

  private void removeTerms(int row, Queue queue) {
    digest.remove(Kind.TASK, table.number(row), CONTENT_FIELD, content(row, queue));
    removeMoving(row);
  }

  private void addMoving(int row) {
    addMoving(digest, row);
  }

  private void addMoving(Digest into, int row) {
    long number = table.number(row);
    into.add(Kind.TASK, number, STANDING_FIELD, standing(row));
    into.add(Kind.TASK, number, DUE_FIELD, table.getLong(row, TaskTable.DUE));
    into.add(Kind.TASK, number, UNTIL_FIELD, until(row));
  }

  private void removeMoving(int row) {
    long number = table.number(row);
    digest.remove(Kind.TASK, number, STANDING_FIELD, standing(row));
    digest.remove(Kind.TASK, number, DUE_FIELD, table.getLong(row, TaskTable.DUE));
    digest.remove(Kind.TASK, number, UNTIL_FIELD, until(row));
  }

  private long standing(int row) {
    return (long) table.get(row, TaskTable.EPOCH) << Integer.SIZE | table.standing(row);
  }

  private long until(int row) {
    return switch (table.state(row)) {
      case LEASED, DEAD -> untilMillis(row);
      case PENDING, DUE -> 0;
    };
  }

  private long content(int row, Queue queue) {
    long hash = Mix.fold(queue.digestId, 1, Mix.text(table.name(row).value()));
    hash = Mix.fold(hash, 2, table.getLong(row, TaskTable.WISH));
    hash = Mix.fold(hash, 3, Mix.text(table.payload(row)));
    TaskGroup group = queue.group(table.get(row, TaskTable.GROUP));
    return group == null ? hash : Mix.fold(hash, 4, Mix.text(group.value()));
  }

  /** How queues push, as the facts that would make it so. */
  public List<Recorded> standing() {
    List<Recorded> facts = new ArrayList<>();
    for (Queue queue : queues.all()) {
      for (TaskFact fact : queue.secrets.standing(queue.id, queue.settings, queue.version)) {
        facts.add(queue.shop.standing(fact));
      }
    }
    return facts;
  }

  /** What of the state is here, for snapshots. */
  public List<Section> sections(Shops shops) {
    return new TaskSections(shops, this).all();
  }

  /** With what queues sign that push. */
  public Section secretSection(Shops shops) {
    return new TaskSections(shops, this).secrets();
  }

  void write(Queue queue, StateWriter to) {
    queue.write(to);
    to.number(queue.reviving > 0 ? wheel.deadlineMillis(queue.revivalTimer) : 0).number(lastMillis);
  }

  void readQueue(Shop shop, StateReader from) {
    QueueDefined standing = from.fact(QueueDefined.class);
    check(queues.find(shop, standing.queue()) == null, "a queue is there once");
    int index = queues.size();
    Queue queue = new Queue(shop, standing, index, wheel.openLine(), table, from.number());
    queue.restore(from);
    long revivalMillis = from.number();
    lastMillis = from.number();
    queues.add(queue);
    if (revivalMillis != 0) {
      queue.revivalTimer =
          wheel.add(queue.line, TimerKind.REVIVAL, index, revivalMillis, lastMillis);
    }
  }

  void write(int row, StateWriter to) {
    Queue queue = queueOf(row);
    TaskGroup group = queue.group(table.get(row, TaskTable.GROUP));
    to.small(queue.index)
        .number(table.number(row))
        .text(table.name(row).value())
        .text(table.payload(row))
        .textIfAny(group == null ? null : group.value())
        .number(table.getLong(row, TaskTable.WISH))
        .number(table.getLong(row, TaskTable.DUE))
        .small(table.get(row, TaskTable.EPOCH))
        .small(table.standing(row))
        .number(until(row));
  }

  /** It joins the list and starts the timer that its state asks for. */
  void readTask(Queue queue, StateReader from) {
    long number = from.number();
    TaskId name = new TaskId(from.text());
    int row = table.add(number, queue, name, from.text());
    String group = from.textIfAny();
    table.set(row, TaskTable.GROUP, queue.claimGroup(group == null ? null : new TaskGroup(group)));
    table.set(row, TaskTable.WISH, from.number());
    long dueAtMillis = from.number();
    table.set(row, TaskTable.DUE, dueAtMillis);
    table.set(row, TaskTable.EPOCH, from.small());
    table.set(row, TaskTable.STANDING, from.small());
    long untilMillis = from.number();
    switch (table.state(row)) {
      case PENDING -> {
        queue.pending++;
        start(row, queue, TimerKind.TASK_DUE, dueAtMillis, lastMillis);
      }
      case DUE -> {
        queue.due++;
        queue.ready.append(table.priority(row), row);
        queue.readyOf(table.get(row, TaskTable.GROUP)).append(table.priority(row), row);
      }
      case LEASED -> {
        queue.leased++;
        start(row, queue, TimerKind.LEASE_END, untilMillis, lastMillis);
      }
      case DEAD -> {
        queue.dead++;
        queue.deadRows.append(DEAD_LIST, row);
        start(row, queue, TimerKind.DEAD_END, untilMillis, lastMillis);
      }
    }
  }

  public void addTo(Digest fresh) {
    for (Queue queue : queues.all()) {
      queue.addTo(fresh);
    }
    table.forEach(row -> {
      Queue queue = queueOf(row);
      fresh.add(Kind.TASK, table.number(row), CONTENT_FIELD, content(row, queue));
      addMoving(fresh, row);
    });
    ended.addTo(fresh);
  }

  /** Every counter is what a count gives, and every timer is there. */
  public void audit(Consumer<String> broken) {
    int[][] counts = new int[queues.size()][TaskState.values().length];
    table.forEach(row -> {
      TaskState state = table.state(row);
      counts[table.get(row, TaskTable.QUEUE)][state.number() - 1]++;
      if (state != TaskState.DUE && !wheel.isLive(table.timer(row))) {
        broken.accept("task " + table.number(row) + " is " + state + " and has no timer");
      }
      if (table.find(table.number(row)) != row) {
        broken.accept("task " + table.number(row) + " is not found by its number");
      }
      if (table.find(queueOf(row), table.name(row)) != row) {
        broken.accept("task " + table.number(row) + " is not found by its name");
      }
    });
    for (Queue queue : queues.all()) {
      int[] said = {queue.pending, queue.due, queue.leased, queue.dead};
      for (TaskState state : TaskState.values()) {
        if (said[state.number() - 1] != counts[queue.index][state.number() - 1]) {
          broken.accept("queue " + queue.id + " counts " + state + " wrongly");
        }
      }
    }
  }
}
