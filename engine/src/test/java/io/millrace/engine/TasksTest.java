package io.millrace.engine;

import static io.millrace.engine.TaskWishes.LEASE;
import static io.millrace.engine.TaskWishes.QUEUE;
import static io.millrace.engine.TaskWishes.RETRY;
import static io.millrace.engine.TaskWishes.TASK;
import static io.millrace.engine.TaskWishes.after;
import static io.millrace.engine.TaskWishes.lease;
import static io.millrace.engine.TaskWishes.leaseOne;
import static io.millrace.engine.TaskWishes.leased;
import static io.millrace.engine.TaskWishes.names;
import static io.millrace.engine.TaskWishes.settings;
import static io.millrace.engine.TaskWishes.urgent;
import static io.millrace.engine.TaskWishes.view;
import static io.millrace.engine.Wishes.MERCHANT;
import static io.millrace.engine.Wishes.SHARD;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Actor;
import io.millrace.model.LeaseId;
import io.millrace.model.Outcome;
import io.millrace.model.PastDue;
import io.millrace.model.QueueId;
import io.millrace.model.Recorded;
import io.millrace.model.SlotTable;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.answer.DeadPage;
import io.millrace.model.answer.QueueView;
import io.millrace.model.answer.TaskView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.CancelTask;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.ExtendLease;
import io.millrace.model.command.ListDead;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.command.ScheduleTask;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDue;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskPostponed;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TasksRevived;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TasksTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final World world = new World();
  private long epoch;

  @BeforeEach
  void open() {
    Wishes.open(world);
    TaskWishes.openQueue(world);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private List<Class<?>> fires() {
    List<Class<?>> types = new ArrayList<>();
    world.tick().forEach(recorded -> types.add(recorded.fact().getClass()));
    return types;
  }

  @Test
  void shouldBecomeDueOnTheMillisecondAndNotBefore() {
    world.must(MERCHANT, after("t", MINUTE));
    world.now += MINUTE.toMillis() - 1;
    assertThat(fires()).isEmpty();
    assertThat(world.engine.wakeMillis()).isEqualTo(world.now + 1);
    world.now += 1;
    assertThat(fires()).containsExactly(TaskDue.class);
    assertThat(fires()).isEmpty();
    assertThat(view(world).counts()).isEqualTo(new QueueView.Counts(0, 1, 0, 0));
    assertThat(view(world).decision().maxMillis()).isZero();
  }

  @Test
  void shouldHandOutByPriorityThenByTime() {
    world.must(MERCHANT, after("late", Duration.ofSeconds(2)));
    world.must(MERCHANT, after("early", Duration.ofSeconds(1)));
    world.must(MERCHANT, urgent("urgent", Duration.ofSeconds(3), 5, new TaskGroup("east")));
    world.must(MERCHANT, urgent("grouped", Duration.ofSeconds(1), 0, new TaskGroup("west")));
    world.now += 5_000;
    world.tick();
    assertThat(names(leased(world, lease(1, new TaskGroup("west"))))).containsExactly("grouped");
    assertThat(names(leased(world, lease(2)))).containsExactly("urgent", "early");
    assertThat(names(leased(world, lease(9, new TaskGroup("none"))))).isEmpty();
    assertThat(names(leased(world, lease(9)))).containsExactly("late");
  }

  /** Names up to 16 characters lie in the task's row, longer ones apart. */
  @Test
  void shouldTellNamesApartWhateverTheirLength() {
    List<String> names = new ArrayList<>();
    for (int length : new int[] {1, 15, 16, 17, 18, 64}) {
      names.add("x".repeat(length));
      names.add("x".repeat(length - 1) + "y");
    }
    names.forEach(name -> world.must(MERCHANT, after(name, MINUTE)));
    for (String name : names) { // a repeat, and not another task
      assertThat(world.tell(MERCHANT, after(name, MINUTE))).isInstanceOf(Outcome.Answered.class);
    }
    world.restart();
    assertThat(view(world).counts()).isEqualTo(new QueueView.Counts(names.size(), 0, 0, 0));
    String gone = "x".repeat(17);
    world.must(MERCHANT, new CancelTask(QUEUE, new TaskId(gone)));
    world.must(MERCHANT, after("short", MINUTE)); // in the row that was a long name's
    world.now += MINUTE.toMillis();
    world.tick();
    names.remove(gone);
    names.add("short");
    assertThat(names(leased(world, lease(20)))).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void shouldMergeGroupsByTime() {
    for (int i = 0; i < 6; i++) {
      TaskGroup group = new TaskGroup(i % 2 == 0 ? "even" : "odd");
      world.must(MERCHANT, urgent("t" + i, Duration.ofMillis(10 + i), 0, group));
    }
    world.must(MERCHANT, after("other", Duration.ofMillis(1)));
    world.now += 100;
    world.tick();
    assertThat(names(leased(world, lease(9, new TaskGroup("odd"), new TaskGroup("even")))))
        .containsExactly("t0", "t1", "t2", "t3", "t4", "t5");
  }

  @Test
  void shouldReturnTheTaskOfAWorkerThatCrashedAndRefuseItsLateAck() {
    LeaseId lost = leaseOne(world);
    world.now += LEASE.toMillis();
    assertThat(fires()).containsExactly(TaskReturned.class);
    assertThat(world.tell(MERCHANT, new AckTask(lost))).isInstanceOf(Outcome.Refused.class);
    world.now += RETRY.toMillis();
    assertThat(fires()).containsExactly(TaskDue.class);
    LeaseId second = leased(world, lease(1)).getFirst().lease();
    assertThat(second.epoch()).isEqualTo(lost.epoch() + 1);
    assertThat(world.tell(MERCHANT, new AckTask(lost))).isInstanceOf(Outcome.Refused.class);
    world.must(MERCHANT, new AckTask(second));
    assertThat(view(world).counts()).isEqualTo(new QueueView.Counts(0, 0, 0, 0));
  }

  @Test
  void shouldNeverHandATaskToTwo() {
    leaseOne(world);
    assertThat(leased(world, lease(5))).isEmpty();
  }

  @Test
  void shouldLetAWorkerKeepWhatItExtends() {
    LeaseId lease = leaseOne(world);
    world.now += LEASE.toMillis() - 1;
    world.must(MERCHANT, new ExtendLease(lease, LEASE));
    world.now += LEASE.toMillis() - 1;
    assertThat(fires()).isEmpty();
    world.must(MERCHANT, new AckTask(lease));
    world.now += LEASE.toMillis();
    assertThat(fires()).isEmpty();
  }

  @Test
  void shouldHoldNoLeaseDuringADelayThatIsLongerThanIt() {
    LeaseId lease = leaseOne(world);
    world.must(MERCHANT, new NackTask(lease, Duration.ofDays(1)));
    assertThat(view(world).counts()).isEqualTo(new QueueView.Counts(1, 0, 0, 0));
    world.now += Duration.ofDays(1).toMillis() - 1;
    assertThat(fires()).isEmpty();
    world.now += 1;
    assertThat(fires()).containsExactly(TaskDue.class);
  }

  @Test
  void shouldKeepTheDeadForAsLongAsTheQueueSays() {
    leaseOne(world);
    world.now += LEASE.toMillis();
    world.tick();
    world.now += RETRY.toMillis();
    world.tick();
    leased(world, lease(1));
    world.now += LEASE.toMillis();
    assertThat(fires()).containsExactly(TaskDied.class);
    assertThat(view(world).counts().dead()).isEqualTo(1);
    world.now += Duration.ofDays(7).toMillis() - 1;
    assertThat(fires()).isEmpty();
    world.now += 1;
    assertThat(fires()).containsExactly(TaskEnded.class);
    assertThat(view(world).counts().dead()).isZero();
  }

  @Test
  void shouldReviveManyInSlicesAndNotThoseThatDieMeanwhile() {
    world.must(MERCHANT, new DefineQueue(QUEUE, settings(PastDue.FIRE, false, 10_000)));
    for (int i = 0; i < 600; i++) {
      die("t" + i);
      world.now += 1;
    }
    world.must(MERCHANT, new ReviveAll(QUEUE));
    assertThat(view(world).reviving()).isEqualTo(600);
    List<Integer> slices = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      world.now += 1;
      for (Recorded recorded : world.tick()) {
        if (recorded.fact() instanceof TasksRevived revived) {
          slices.add(revived.numbers().size());
        }
      }
    }
    assertThat(slices).containsExactly(256, 256, 88);
    assertThat(view(world).counts()).isEqualTo(new QueueView.Counts(0, 600, 0, 0));
    assertThat(view(world).reviving()).isZero();
  }

  private void die(String task) {
    world.must(MERCHANT, after(task, Duration.ZERO));
    for (int attempt = 0; attempt < 2; attempt++) {
      world.tick();
      world.must(MERCHANT, new NackTask(leased(world, lease(1)).getFirst().lease(), Duration.ZERO));
    }
  }

  @Test
  void shouldListTheDeadInPages() {
    for (int i = 0; i < 5; i++) {
      die("t" + i);
      world.now += 1;
    }
    DeadPage first = dead(null, 2);
    TaskView last = first.items().getLast();
    DeadPage rest = dead(new ListDead.After(last.dueAtMillis(), last.number()), 9);
    List<String> all = new ArrayList<>();
    first.items().forEach(view -> all.add(view.task().value()));
    rest.items().forEach(view -> all.add(view.task().value()));
    assertThat(all).containsExactly("t0", "t1", "t2", "t3", "t4");
    assertThat(first.more()).isTrue();
    assertThat(rest.more()).isFalse();
  }

  private DeadPage dead(ListDead.@org.jspecify.annotations.Nullable After after, int limit) {
    Outcome outcome = world.tell(MERCHANT, new ListDead(QUEUE, after, limit));
    return (DeadPage) ((Outcome.Answered) outcome).answer();
  }

  @Test
  void shouldFireSpreadOrDropWhatCameDueWhileTheNodeStood() {
    assertThat(pastDue(PastDue.FIRE)).containsOnly(TaskDue.class).hasSize(20);
    assertThat(pastDue(PastDue.DROP)).containsOnly(TaskEnded.class).hasSize(20);
    assertThat(pastDue(PastDue.SPREAD)).containsOnly(TaskPostponed.class).hasSize(20);
    world.now += Duration.ofMinutes(5).toMillis();
    assertThat(fires()).containsOnly(TaskDue.class).hasSize(20);
    assertThat(view(world).oldestDueMillis()).isLessThan(world.now - 1_000);
  }

  private List<Class<?>> pastDue(PastDue policy) {
    leased(world, lease(100)).forEach(item -> world.must(MERCHANT, new AckTask(item.lease())));
    world.tell(MERCHANT, new DefineQueue(QUEUE, settings(policy, false, 100)));
    for (int i = 0; i < 20; i++) {
      world.must(MERCHANT, after(policy + "-" + i, MINUTE));
    }
    world.now += Duration.ofHours(1).toMillis();
    Fact opened = new Opened(1, 2, ++epoch, SHARD, 8, SlotTable.dealt(8));
    world.apply(new Recorded(1, null, 0, Actor.NODE, null, opened));
    return fires();
  }

  @Test
  void shouldNotTakeABacklogForAStop() {
    world.must(MERCHANT, new DefineQueue(QUEUE, settings(PastDue.DROP, false, 100)));
    world.must(MERCHANT, after("t", MINUTE));
    world.now += Duration.ofHours(1).toMillis();
    assertThat(fires()).containsExactly(TaskDue.class);
    assertThat(view(world).decision().maxMillis()).isEqualTo(Duration.ofMinutes(59).toMillis());
  }

  @Test
  void shouldNotStarveOneQueueByAnother() {
    QueueId other = new QueueId("other");
    world.must(MERCHANT, new DefineQueue(QUEUE, settings(PastDue.FIRE, false, 5_000)));
    world.must(MERCHANT, new DefineQueue(other, TaskWishes.SETTINGS));
    for (int i = 0; i < 3_000; i++) {
      world.must(MERCHANT, after("t" + i, MINUTE));
    }
    world.must(
        MERCHANT,
        new ScheduleTask(other, TASK, world.now + MINUTE.toMillis() + 5, null, "", 0, null));
    world.now += MINUTE.toMillis() + 5;
    List<Recorded> fired = world.tick();
    TaskDue second = (TaskDue) fired.get(1).fact();
    assertThat(fired).hasSize(3_001);
    assertThat(leasedIn(other)).isEqualTo(second.number());
  }

  private long leasedIn(QueueId queue) {
    return leased(
            world,
            new io.millrace.model.command.LeaseTasks(queue, 1, null, Duration.ZERO, 0, List.of()))
        .getFirst()
        .task()
        .number();
  }

  @Test
  void shouldForgetEndedTasksAfterADay() {
    world.must(MERCHANT, new AckTask(leaseOne(world)));
    world.now += Duration.ofHours(24).toMillis() + 1;
    world.must(MERCHANT, after("another", MINUTE));
    assertThat(world.tell(MERCHANT, after(TASK.value(), Duration.ZERO)))
        .isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void shouldKeepTaskIdsOfQueuesApart() {
    QueueId other = new QueueId("other");
    world.must(MERCHANT, new DefineQueue(other, TaskWishes.SETTINGS));
    world.must(MERCHANT, after("t", MINUTE));
    world.must(MERCHANT, new ScheduleTask(other, new TaskId("t"), null, MINUTE, "p", 0, null));
    assertThat(view(world).counts().pending()).isEqualTo(1);
  }
}
