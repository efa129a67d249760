package io.millrace.engine;

import static io.millrace.engine.TaskWishes.QUEUE;
import static io.millrace.engine.Wishes.MERCHANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Backoff;
import io.millrace.model.CancelOutcome;
import io.millrace.model.LeaseId;
import io.millrace.model.Outcome;
import io.millrace.model.PastDue;
import io.millrace.model.QueueSettings;
import io.millrace.model.Recorded;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.TaskState;
import io.millrace.model.answer.LeaseView;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.QueueView;
import io.millrace.model.answer.TaskCancelView;
import io.millrace.model.answer.TaskView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ScheduleTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests about tasks against a plain map of them, which must never disagree. */
class RandomTasksTest {
  private static final int OPERATIONS = 6_000;
  private static final int RESTART_ONE_IN = 300;
  private static final int ATTEMPTS = 3;
  private static final long LEASE_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 700;
  private static final QueueSettings SETTINGS =
      new QueueSettings(
          ATTEMPTS,
          new Backoff.Listed(List.of(Duration.ofMillis(RETRY_MILLIS))),
          Duration.ofMillis(LEASE_MILLIS),
          PastDue.FIRE,
          false,
          Duration.ofDays(1),
          1_000_000);

  /** A task as a map would have it. */
  private static final class Entry {
    final String name;
    final int priority;
    final @Nullable TaskGroup group;
    TaskState state = TaskState.PENDING;
    long millis;
    long number;
    int attempts;
    @Nullable LeaseId lease;

    Entry(String name, int priority, @Nullable TaskGroup group, long millis) {
      this.name = name;
      this.priority = priority;
      this.group = group;
      this.millis = millis;
    }
  }

  private final World world = new World();
  private final Map<String, Entry> tasks = new HashMap<>();
  private final List<LeaseId> old = new ArrayList<>();
  private Dice dice = new Dice(0);
  private int names;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 20_261_125})
  void shouldDoWhatTheMapSays(long seed) {
    dice = new Dice(seed);
    Wishes.open(world);
    world.must(MERCHANT, new DefineQueue(QUEUE, SETTINGS));
    for (int i = 0; i < OPERATIONS; i++) {
      step();
      if (i % 50 == 0) {
        compareCounts();
      }
      if (dice.below(RESTART_ONE_IN) == 0) {
        world.restart();
      }
    }
    compareCounts();
    world.close();
    compareWhatIsToCome();
  }

  private void step() {
    switch (dice.below(10)) {
      case 0, 1, 2 -> schedule();
      case 3 -> cancel();
      case 4, 5 -> lease();
      case 6 -> ack();
      case 7 -> nack();
      case 8 -> extendOrRevive();
      default -> pass();
    }
  }

  private void pass() {
    world.now += dice.below(3_000);
    world.tick();
    for (Entry entry : tasks.values()) {
      settle(entry);
    }
  }

  /** What the node did by itself until now. */
  private void settle(Entry entry) {
    if (entry.state == TaskState.LEASED && entry.millis <= world.now) {
      fail(entry, world.now + RETRY_MILLIS);
    }
    if (entry.state == TaskState.PENDING && entry.millis <= world.now) {
      entry.state = TaskState.DUE;
    }
  }

  private void fail(Entry entry, long retryMillis) {
    old.add(java.util.Objects.requireNonNull(entry.lease));
    entry.lease = null;
    entry.state = entry.attempts >= ATTEMPTS ? TaskState.DEAD : TaskState.PENDING;
    entry.millis = entry.state == TaskState.DEAD ? world.now : retryMillis;
  }

  private void schedule() {
    boolean again = dice.below(4) == 0 && !tasks.isEmpty();
    String name = again ? pick().name : "t" + names++;
    Entry known = tasks.get(name);
    int priority = dice.below(3);
    TaskGroup group = dice.below(2) == 0 ? null : new TaskGroup("g" + dice.below(3));
    long dueAt = world.now + dice.below(20_000) - 500;
    ScheduleTask wish =
        new ScheduleTask(QUEUE, new TaskId(name), dueAt, null, "p" + names, priority, group);
    Outcome outcome = world.tell(MERCHANT, wish);
    if (known != null && known.state == TaskState.LEASED) {
      assertThat(outcome).isInstanceOf(Outcome.Refused.class);
      return;
    }
    Entry entry = new Entry(name, priority, group, Math.max(dueAt, world.now));
    entry.number = ((TaskView) ((Outcome.Accepted) outcome).answer()).number();
    tasks.put(name, entry);
    assertThat(world.tell(MERCHANT, wish)).isInstanceOf(Outcome.Answered.class);
  }

  private Entry pick() {
    List<Entry> all = new ArrayList<>(tasks.values());
    all.sort(Comparator.comparing(entry -> entry.name));
    return all.get(dice.below(all.size()));
  }

  private void cancel() {
    if (tasks.isEmpty()) {
      return;
    }
    Entry entry = pick();
    CancelOutcome expected =
        switch (entry.state) {
          case PENDING, DUE -> CancelOutcome.CANCELLED;
          case LEASED -> CancelOutcome.LEASED;
          case DEAD -> CancelOutcome.ALREADY_FIRED;
        };
    Outcome outcome = world.tell(MERCHANT, new CancelTask(QUEUE, new TaskId(entry.name)));
    TaskCancelView view =
        (TaskCancelView)
            (outcome instanceof Outcome.Accepted accepted
                ? accepted.answer()
                : ((Outcome.Answered) outcome).answer());
    assertThat(view.outcome()).isEqualTo(expected);
    if (expected == CancelOutcome.CANCELLED) {
      tasks.remove(entry.name);
    }
  }

  private void lease() {
    int max = 1 + dice.below(4);
    boolean any = dice.below(2) == 0;
    TaskGroup[] groups = any ? new TaskGroup[0] : new TaskGroup[] {new TaskGroup("g1")};
    List<Entry> due = new ArrayList<>();
    for (Entry entry : tasks.values()) {
      if (entry.state == TaskState.DUE && (any || groups[0].equals(entry.group))) {
        due.add(entry);
      }
    }
    due.sort(
        Comparator.comparingInt((Entry entry) -> -entry.priority)
            .thenComparingLong(entry -> entry.millis)
            .thenComparingLong(entry -> entry.number));
    List<LeasedTasks.Leased> leased = TaskWishes.leased(world, TaskWishes.lease(max, groups));
    assertThat(TaskWishes.names(leased))
        .isEqualTo(due.stream().limit(max).map(entry -> entry.name).toList());
    for (int i = 0; i < leased.size(); i++) {
      Entry entry = due.get(i);
      entry.state = TaskState.LEASED;
      entry.attempts++;
      entry.millis = world.now + LEASE_MILLIS;
      entry.lease = leased.get(i).lease();
      assertThat(leased.get(i).task().attempts()).isEqualTo(entry.attempts);
    }
  }

  private @Nullable Entry holder() {
    List<Entry> held = new ArrayList<>();
    tasks.values().stream().filter(entry -> entry.lease != null).forEach(held::add);
    held.sort(Comparator.comparing(entry -> entry.name));
    return held.isEmpty() ? null : held.get(dice.below(held.size()));
  }

  private void ack() {
    if (!old.isEmpty() && dice.below(4) == 0) {
      LeaseId lost = old.get(dice.below(old.size()));
      assertThat(world.tell(MERCHANT, new AckTask(lost))).isInstanceOf(Outcome.Refused.class);
      return;
    }
    Entry entry = holder();
    if (entry != null && entry.lease != null) {
      world.must(MERCHANT, new AckTask(entry.lease));
      old.add(entry.lease);
      tasks.remove(entry.name);
    }
  }

  private void nack() {
    Entry entry = holder();
    if (entry == null || entry.lease == null) {
      return;
    }
    Duration own = dice.below(2) == 0 ? null : Duration.ofMillis(dice.below(9_000));
    Outcome.Accepted accepted =
        (Outcome.Accepted) world.must(MERCHANT, new NackTask(entry.lease, own));
    fail(entry, world.now + (own == null ? RETRY_MILLIS : own.toMillis()));
    assertThat(((LeaseView) accepted.answer()).ending())
        .isEqualTo(entry.state == TaskState.DEAD ? LeaseView.Ending.DEAD : LeaseView.Ending.RETRY);
  }

  private void extendOrRevive() {
    Entry entry = holder();
    if (entry != null && entry.lease != null && dice.below(3) > 0) {
      world.must(MERCHANT, new ExtendLease(entry.lease, Duration.ofSeconds(9)));
      entry.millis = world.now + 9_000;
    } else if (dice.below(10) == 0) {
      world.tell(MERCHANT, new ReviveAll(QUEUE));
      world.tick();
      for (Entry dead : tasks.values()) {
        if (dead.state == TaskState.DEAD) {
          dead.state = TaskState.PENDING;
          dead.attempts = 0;
          dead.millis = world.now;
        }
        settle(dead);
      }
    }
  }

  private void compareCounts() {
    int[] counts = new int[TaskState.values().length];
    tasks.values().forEach(entry -> counts[entry.state.number() - 1]++);
    assertThat(TaskWishes.view(world).counts())
        .isEqualTo(new QueueView.Counts(counts[0], counts[1], counts[2], counts[3]));
  }

  /** The facts alone lead to the same deadlines: everything that is to come comes alike. */
  private void compareWhatIsToCome() {
    Engine replayed = world.replayed();
    long now = world.now;
    for (int i = 0; i < 2_000; i++) {
      now += 100;
      assertThat(fires(replayed, now)).isEqualTo(fires(world.engine, now));
      assertThat(replayed.digest()).isEqualTo(world.engine.digest());
    }
  }

  private static List<Recorded> fires(Engine engine, long now) {
    List<Recorded> fired = new ArrayList<>();
    while (engine.turn(now, 10) || engine.due() != null) {
      DueTimer due = engine.due();
      if (due != null) {
        Recorded fact = engine.fire(due, now);
        engine.apply(fact, now);
        fired.add(fact);
      }
    }
    return fired;
  }
}
