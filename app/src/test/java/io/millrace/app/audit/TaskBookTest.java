package io.millrace.app.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Backoff;
import io.millrace.model.LeaseId;
import io.millrace.model.PastDue;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.Secret;
import io.millrace.model.TaskEnd;
import io.millrace.model.TaskFailure;
import io.millrace.model.TaskId;
import io.millrace.model.fact.LeaseExtended;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.QueueSecretRotated;
import io.millrace.model.fact.RevivalStarted;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDone;
import io.millrace.model.fact.TaskDue;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskPostponed;
import io.millrace.model.fact.TaskReturned;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.fact.TasksRevived;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskBookTest {
  private static final QueueId QUEUE = new QueueId("mail");
  private static final long START = 1_000_000;
  private static final QueueSettings SETTINGS =
      new QueueSettings(
          3,
          new Backoff.Listed(List.of(Duration.ofSeconds(1))),
          Duration.ofSeconds(30),
          PastDue.FIRE,
          false,
          Duration.ofDays(1),
          10);

  private static final Secret SECRET = new Secret(new byte[] {1});

  private final HandMadeLog log = HandMadeLog.withMugs();

  private void queue(int version) {
    log.add(new QueueDefined(QUEUE, SETTINGS, version));
  }

  private void pushingQueue(int version, @Nullable Secret secret) {
    log.add(new QueueDefined(QUEUE, SETTINGS.withPushUrl("http://a"), version, secret));
  }

  private long schedule(String name) {
    long number = log.nextId();
    schedule(name, number);
    return number;
  }

  private void schedule(String name, long number) {
    log.add(new TaskScheduled(number, QUEUE, new TaskId(name), START + 5, 0, "", 0, null));
  }

  private LeaseId lease(long number, int epoch) {
    LeaseId lease = new LeaseId(number, epoch);
    log.add(new TasksLeased(QUEUE, START + 100, List.of(lease)));
    return lease;
  }

  @Test
  void shouldLetAWholeLifeThrough() {
    queue(1);
    queue(2);
    long number = schedule("t");
    log.pass(Duration.ofMillis(5));
    log.add(new TaskPostponed(number, START + 8));
    log.pass(Duration.ofMillis(5));
    log.add(new TaskDue(number));
    LeaseId first = lease(number, 1);
    log.add(new LeaseExtended(first, START + 200));
    log.pass(Duration.ofMillis(200));
    log.add(new TaskReturned(first, TaskFailure.EXPIRED, START + 210));
    log.add(new TaskDue(number));
    log.add(new TaskDied(lease(number, 2), TaskFailure.NACKED, START + 900));
    log.add(new RevivalStarted(QUEUE, 1));
    log.add(new TasksRevived(QUEUE, List.of(number), START + 210, 0));
    log.add(new TaskDue(number));
    log.add(new TaskDone(lease(number, 3)));
    schedule("t");
    long other = schedule("u");
    schedule("u", other);
    log.add(new TaskEnded(other, TaskEnd.CANCELLED));
    assertThat(log.broken()).isEmpty();
    assertThat(log.findings().checked(Promise.ON_TIME)).isPositive();
  }

  @Test
  void shouldLetAQueueBeginAndEndPushing() {
    pushingQueue(1, SECRET);
    pushingQueue(2, null);
    log.add(new QueueSecretRotated(QUEUE, SECRET, START, 3));
    queue(4);
    pushingQueue(5, SECRET);
    assertThat(log.broken(Promise.RULES)).isEmpty();
  }

  @Test
  void shouldFindAQueueThatPushesWithoutASecretOrGetsOneInBetween() {
    pushingQueue(1, null);
    pushingQueue(2, SECRET);
    queue(3);
    log.add(new QueueSecretRotated(QUEUE, SECRET, START, 5));
    assertThat(log.broken(Promise.RULES))
        .containsExactly(
            "queue mail gets a secret when it begins to push",
            "queue mail gets a secret when it begins to push",
            "queue mail has version 5 after 3",
            "queue mail has another secret, and pushes nothing");
  }

  @Test
  void shouldFindATaskThatIsEarly() {
    queue(1);
    long number = schedule("t");
    log.pass(Duration.ofMillis(4));
    log.add(new TaskDue(number));
    assertThat(log.broken(Promise.ON_TIME)).containsExactly("task 2 is 1 ms early");
  }

  @Test
  void shouldFindALeaseThatEndsEarly() {
    queue(1);
    long number = schedule("t");
    log.pass(Duration.ofMillis(5));
    log.add(new TaskDue(number));
    log.add(new TaskReturned(lease(number, 1), TaskFailure.EXPIRED, START + 300));
    assertThat(log.broken(Promise.ON_TIME)).containsExactly("task 2 is 95 ms early");
  }

  @Test
  void shouldFindATaskInTwoHands() {
    queue(1);
    long number = schedule("t");
    log.pass(Duration.ofMillis(5));
    log.add(new TaskDue(number));
    lease(number, 1);
    lease(number, 2);
    assertThat(log.broken(Promise.RULES)).containsExactly("TasksLeased of task 2, which is LEASED");
  }

  @Test
  void shouldFindAnAckOfALeaseThatWasLost() {
    queue(1);
    long number = schedule("t");
    log.pass(Duration.ofMillis(5));
    log.add(new TaskDue(number));
    log.add(new TaskReturned(lease(number, 1), TaskFailure.NACKED, START + 5));
    log.add(new TaskDue(number));
    lease(number, 2);
    log.add(new TaskDone(new LeaseId(number, 1)));
    assertThat(log.broken(Promise.RULES))
        .containsExactly("TaskDone under lease 2-1, but the task was handed out again");
  }

  @Test
  void shouldFindATaskThatWasCancelledAndFires() {
    queue(1);
    long number = schedule("t");
    log.add(new TaskEnded(number, TaskEnd.CANCELLED));
    log.pass(Duration.ofMillis(5));
    log.add(new TaskDue(number));
    assertThat(log.broken(Promise.NOTHING_LOST))
        .containsExactly("TaskDue of task 2, which is not there");
  }

  @Test
  void shouldFindANameThatIsThereTwice() {
    queue(1);
    schedule("t");
    schedule("t");
    assertThat(log.broken(Promise.RULES)).containsExactly("task t is there twice");
  }

  @Test
  void shouldFindAQueueThatVanished() {
    schedule("t");
    queue(2);
    assertThat(log.broken(Promise.NOTHING_LOST))
        .containsExactly("a fact of queue mail, which was never made");
    assertThat(log.broken(Promise.RULES)).containsExactly("queue mail has version 2 after 0");
  }
}
