package io.millrace.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.millrace.delivery.http.Pace;
import io.millrace.delivery.http.PinnedOutlet;
import io.millrace.delivery.http.Post;
import io.millrace.delivery.http.PostResult;
import io.millrace.delivery.http.PostResult.Answered;
import io.millrace.delivery.http.PostResult.Failed;
import io.millrace.model.Actor;
import io.millrace.model.Limits;
import io.millrace.model.QueueId;
import io.millrace.model.Secret;
import io.millrace.model.TaskId;
import io.millrace.model.answer.QueueView;
import io.millrace.model.command.AckTask;
import io.millrace.model.command.DefineQueue;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.NackTask;
import io.millrace.model.command.RotateQueueSecret;
import io.millrace.model.command.ScheduleTask;
import io.millrace.node.delivery.AttemptOutcome;
import io.millrace.node.delivery.PushState;
import io.millrace.node.delivery.PushStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is pushed when, and what becomes of it: a real shard, and hours that pass in no time. */
class PusherTest {

  private static final String A = "http://a";
  private static final String B = "http://b";
  private static final Actor MERCHANT = Actor.merchant("k");

  private final PushScene scene = new PushScene();

  private static String id(Post post) {
    return post.fields().getFirst().value();
  }

  private static QueueView.Counts counts(int pending, int due, int leased, int dead) {
    return new QueueView.Counts(pending, due, leased, dead);
  }

  @Test
  void shouldPushATaskInTheMillisecondInWhichItIsDue() {
    scene.queue("a");
    scene.task("a", "t", Duration.ofSeconds(5));
    scene.pass(Duration.ofMillis(4_900));
    assertThat(scene.sent).isEmpty();
    scene.pass(Duration.ofMillis(100));
    assertThat(scene.sentTo(A)).containsExactly("t 1 do");
    assertThat(scene.view("a").counts()).as("2xx is the ack").isEqualTo(counts(0, 0, 0, 0));
    assertThat(scene.delays).containsExactly(0L);
  }

  @Test
  void shouldSignAsTheOfficialLibraryVerifies() throws Exception {
    scene.queue("a");
    scene.task("a", "t", Duration.ZERO);
    verify(scene.sent.getFirst(), "a");
    assertThat(scene.sent.getFirst().sender()).isEqualTo("mill");
  }

  private static void verify(Post post, String secret) throws Exception {
    Map<String, List<String>> head =
        post.fields().stream()
            .collect(Collectors.toMap(Post.Field::name, field -> List.of(field.value())));
    new Webhook(text(secret)).verify(post.body(), head);
  }

  private static String text(String secret) {
    return "whsec_" + Base64.getEncoder().encodeToString(PushScene.secret(secret).bytes());
  }

  @Test
  void shouldRetryByTheQueuesBackoffUnderTheSameIdUntilTheTaskIsDead() {
    scene.queue("a");
    scene.receivers.put(A, _ -> PushScene.BROKEN);
    scene.task("a", "t", Duration.ZERO);
    for (int attempt = 1; attempt < PushScene.ATTEMPTS; attempt++) {
      assertThat(scene.sent).hasSize(attempt);
      scene.pass(PushScene.BACKOFF.minusMillis(100));
      assertThat(scene.sent).as("before its time").hasSize(attempt);
      scene.pass(Duration.ofMillis(100));
    }
    assertThat(scene.sentTo(A)).containsExactly("t 1 do", "t 2 do", "t 3 do", "t 4 do");
    assertThat(scene.sent.stream().map(PusherTest::id).distinct()).hasSize(1);
    assertThat(scene.view("a").counts()).isEqualTo(counts(0, 0, 0, 1));
    assertThat(scene.status("a").failed()).isEqualTo(4);
    assertThat(scene.status("a").lastFailure())
        .isEqualTo(
            new PushStatus.Failure(
                scene.clock.wallMillis(),
                new TaskId("t"),
                AttemptOutcome.REJECTED,
                500,
                "HTTP 500"));
  }

  /** A receiver that has seen an id has done just this; another payload is another thing. */
  @Test
  void shouldHaveAnotherIdForWhatWasScheduledAnewWithAnotherPayload() {
    scene.queue("a");
    scene.receivers.put(A, _ -> PushScene.BROKEN);
    scene.task("a", "t", Duration.ZERO);
    scene.must(
        MERCHANT,
        new ScheduleTask(new QueueId("a"), new TaskId("t"), null, Duration.ZERO, "other", 0, null));
    assertThat(scene.sentTo(A)).containsExactly("t 1 do", "t 1 other");
    assertThat(scene.sent.stream().map(PusherTest::id).distinct()).hasSize(2);
  }

  @Test
  void shouldTakeOnlyTwoHundredsForAnAck() {
    scene.queue("a");
    for (PostResult result :
        List.of(
            new Answered(302, "HTTP 302", null),
            new Answered(410, "HTTP 410", null),
            new Failed(PostResult.Failure.TIMED_OUT, "no answer in time"))) {
      scene.receivers.put(A, _ -> result);
      scene.task("a", "t-" + scene.sent.size(), Duration.ZERO);
    }
    assertThat(scene.sent).hasSize(3);
    assertThat(scene.view("a").counts()).isEqualTo(counts(3, 0, 0, 0));
    assertThat(scene.status("a").state()).as("410 ends nothing").isEqualTo(PushState.PUSHES);
  }

  @Test
  void shouldPushAgainAfterARestartWhatWasUnderWay() {
    scene.queue("a");
    scene.hanging.add(A);
    scene.task("a", "t", Duration.ZERO);
    assertThat(scene.hung()).isEqualTo(1);
    scene.letGo();
    scene.restart();
    assertThat(scene.sent).as("its lease has not run out").isEmpty();
    scene.pass(Leasing.LEASE.plus(PushScene.BACKOFF).plusSeconds(1));
    assertThat(scene.sentTo(A)).containsExactly("t 2 do");
    assertThat(scene.view("a").counts()).isEqualTo(counts(0, 0, 0, 0));
  }

  @Test
  void shouldKnowAfterARestartWhichSecretsSign() throws Exception {
    scene.queue("a");
    scene.must(MERCHANT, new RotateQueueSecret(new QueueId("a"), PushScene.secret("b")));
    scene.restart();
    scene.task("a", "t", Duration.ZERO);
    verify(scene.sent.getLast(), "a");
    verify(scene.sent.getLast(), "b");
    scene.clock.passMillis(Limits.WEBHOOK_SECRET_OVERLAP.toMillis());
    scene.task("a", "u", Duration.ZERO);
    Post later = scene.sent.getLast();
    long seconds = Long.parseLong(later.fields().get(1).value());
    assertThat(later.fields().getLast().value())
        .as("the older one signs no more")
        .isEqualTo(new Webhook(text("b")).sign(id(later), seconds, later.body()));
  }

  @Test
  void shouldNotDelayOtherQueuesWhenReceiversHang() {
    scene.queue("a");
    scene.queue("b");
    scene.hanging.add(A);
    scene.tasks("a", 500);
    assertThat(scene.hung()).as("no more than it began with").isEqualTo(Pace.FIRST);
    scene.tasks("b", 50);
    assertThat(scene.sentTo(B)).hasSize(50);
    assertThat(scene.status("a").underWay()).isEqualTo(Pace.FIRST);
    scene.letGo();
    scene.settle();
    assertThat(scene.sentTo(A)).hasSize(500);
    assertThat(scene.view("a").counts()).isEqualTo(counts(0, 0, 0, 0));
    assertThat(scene.pusher.underWay()).isZero();
  }

  /** However many hang: beyond half of what a shop has every queue has one request at a time. */
  @Test
  void shouldKeepPlacesForQueuesThatHaveNoneYet() {
    int crowd = Places.OF_SHOP_MAX / 2 / Pace.FIRST;
    for (int i = 0; i < crowd + 20; i++) {
      String name = "q" + i;
      scene.queue(name);
      scene.hanging.add("http://" + name);
      scene.tasks(name, Pace.FIRST + 1);
    }
    assertThat(scene.hung()).isEqualTo(Places.OF_SHOP_MAX / 2 + 20);
    scene.letGo();
    scene.settle();
    assertThat(scene.sent).hasSize((crowd + 20) * (Pace.FIRST + 1));
    assertThat(scene.pusher.underWay()).isZero();
  }

  /** All of them ask before the first of them has got anything. */
  @Test
  void shouldNotGiveTheSameRoomToAllThatAskAtOnce() {
    int crowd = 100;
    for (int i = 0; i < crowd; i++) {
      String name = "q" + i;
      scene.queue(name);
      scene.hanging.add("http://" + name);
      for (int task = 0; task < Pace.FIRST; task++) {
        scene.task(name, "t" + task, Duration.ofSeconds(5));
      }
    }
    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.hung()).isBetween(crowd, Places.OF_SHOP_MAX / 2);
  }

  @Test
  void shouldCountBodiesWhileTheyAreWithReceivers() {
    scene.queue("a");
    List<Long> counted = new ArrayList<>();
    scene.receivers.put(
        A,
        _ -> {
          counted.add(scene.pusher.bodyBytes());
          throw new IllegalStateException();
        });
    scene.task("a", "t", Duration.ZERO);
    assertThat(counted).containsExactly((long) "t 1 do".length());
    assertThat(scene.pusher.bodyBytes()).isZero();
  }

  @Test
  void shouldHaveLimitsThatFitTheirNeighbours() {
    assertThat(Leasing.LEASE).as("the log can still be told").isGreaterThan(PinnedOutlet.TOTAL_MAX);
    assertThat(Leasing.LEASE).isBetween(Limits.LEASE_MIN, Limits.LEASE_MAX);
    assertThat(Leasing.WAIT).isLessThan(Limits.LEASE_WAIT_MAX);
  }

  @Test
  void shouldGiveAQuickReceiverMoreAtATimeUpToABound() {
    scene.queue("a");
    scene.tasks("a", 3_000);
    scene.hanging.add(A);
    for (int i = 0; i < 300; i++) {
      scene.task("a", "more-" + i, Duration.ZERO);
    }
    assertThat(scene.hung()).isEqualTo(Pace.MAX);
  }

  /** What fails so often in a row is away: attempts are not burnt on it. */
  @Test
  void shouldRestWhileAReceiverIsAwayAndLookNowAndThen() {
    scene.queue("a");
    scene.receivers.put(A, _ -> new Failed(PostResult.Failure.UNREACHABLE, "away"));
    scene.tasks("a", 1_000);
    int before = scene.sent.size();
    assertThat(before).isBetween(PushLine.PATIENCE, 2 * PushLine.PATIENCE);
    assertThat(scene.complaints).containsExactly("a rests: UNREACHABLE");
    assertThat(scene.status("a").state()).isEqualTo(PushState.RESTS);
    scene.pass(Duration.ofMinutes(10));
    assertThat(scene.sent.size() - before).as("not many more in ten minutes").isBetween(15, 60);
    scene.receivers.remove(A);
    scene.pass(Duration.ofMillis(PushLine.REST_MAX_MILLIS));
    scene.pass(PushScene.BACKOFF);
    assertThat(scene.view("a").counts().dead()).as("died of it").isLessThan(10);
    assertThat(scene.view("a").counts().due()).isZero();
    assertThat(scene.status("a").state()).isEqualTo(PushState.PUSHES);
  }

  @Test
  void shouldRestAsLongAsAReceiverAsksForAndNotLonger() {
    scene.queue("a");
    scene.receivers.put(A, _ -> new Answered(429, "HTTP 429", "60"));
    scene.task("a", "t", Duration.ZERO);
    scene.receivers.remove(A);
    scene.tasks("a", 10);
    int before = scene.sent.size();
    assertThat(before).as("the one that waited in the shard, at most").isBetween(1, 2);
    assertThat(scene.status("a").restsUntilMillis())
        .isEqualTo(scene.clock.wallMillis() + Duration.ofSeconds(60).toMillis());
    scene.pass(Duration.ofMillis(59_900));
    assertThat(scene.sent).hasSize(before);
    scene.pass(Duration.ofMillis(200));
    assertThat(scene.sent).hasSize(12);
    scene.receivers.put(A, _ -> new Answered(503, "HTTP 503", "31536000"));
    scene.task("a", "u", Duration.ZERO);
    assertThat(scene.status("a").restsUntilMillis())
        .isEqualTo(scene.clock.wallMillis() + PushLine.RETRY_AFTER_MAX_MILLIS);
  }

  @Test
  void shouldShareAQueueWithItsWorkers() {
    scene.queue("a");
    scene.hanging.add(A);
    scene.tasks("a", 20);
    assertThat(scene.worker("a", 100)).as("each task is in one hand").hasSize(20 - Pace.FIRST);
    scene.letGo();
    scene.settle();
    assertThat(scene.sentTo(A)).hasSize(Pace.FIRST);
  }

  @Test
  void shouldPushNothingWhileTheQueueIsPaused() {
    scene.define("a", PushScene.settings(true, A));
    scene.tasks("a", 3);
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.sent).isEmpty();
    scene.define("a", PushScene.settings(false, A));
    assertThat(scene.sentTo(A)).hasSize(3);
  }

  @Test
  void shouldStopWhenPushIsTakenAwayAndGoOnElsewhereWhenItIsBack() throws Exception {
    scene.queue("a");
    scene.define("a", PushScene.settings(false, null));
    scene.tasks("a", 3);
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.sent).isEmpty();
    assertThat(scene.pusher.status(new Place(PushScene.SHOP, new QueueId("a")))).isNull();
    scene.must(
        MERCHANT,
        new DefineQueue(new QueueId("a"), PushScene.settings(false, B), PushScene.secret("b")));
    assertThat(scene.sentTo(B)).hasSize(3);
    verify(scene.sent.getLast(), "b");
  }

  /** Whoever asked before the change waits in the shard, and gets what is due after it. */
  @Test
  void shouldSendToTheNewAddressWhatAnOlderQuestionBrings() throws Exception {
    scene.queue("a");
    scene.define("a", PushScene.settings(false, null));
    scene.must(
        MERCHANT,
        new DefineQueue(new QueueId("a"), PushScene.settings(false, B), PushScene.secret("b")));
    scene.tasks("a", 2);
    assertThat(scene.sentTo(A)).isEmpty();
    assertThat(scene.sentTo(B)).hasSize(2);
    verify(scene.sent.getFirst(), "b");
  }

  @Test
  void shouldTellTheLogAgainWhatItCouldNotTake() {
    scene.queue("a");
    scene.failing.add(AckTask.class);
    scene.task("a", "t", Duration.ZERO);
    scene.pass(Duration.ofSeconds(5));
    scene.failing.clear();
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.sentTo(A)).as("not pushed twice").containsExactly("t 1 do");
    assertThat(scene.view("a").counts()).isEqualTo(counts(0, 0, 0, 0));
    assertThat(scene.pusher.underWay()).isZero();
  }

  /** By a fault of ours: what is under way keeps its place no longer than it has its lease. */
  @Test
  void shouldTellTheLogAgainWhatItCouldNotBeAsked() {
    scene.queue("a");
    scene.receivers.put(
        A, post -> post.body().startsWith("bad") ? PushScene.BROKEN : PushScene.WELL);
    scene.throwing.addAll(List.of(AckTask.class, NackTask.class));
    scene.task("a", "t", Duration.ZERO);
    scene.task("a", "bad", Duration.ZERO);
    scene.pass(Duration.ofSeconds(5));
    assertThat(scene.complaints).contains("IllegalStateException").hasSizeBetween(10, 14);
    scene.throwing.clear();
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.sentTo(A)).as("not pushed twice").containsExactly("t 1 do", "bad 1 do");
    assertThat(scene.view("a").counts()).isEqualTo(counts(1, 0, 0, 0));
    assertThat(scene.pusher.underWay()).isZero();
  }

  @Test
  void shouldGiveUpTellingWhatCannotBeAskedWhenTheLeaseIsOver() {
    scene.queue("a");
    scene.throwing.add(AckTask.class);
    scene.task("a", "t", Duration.ZERO);
    scene.pass(Leasing.LEASE);
    assertThat(scene.pusher.underWay()).isZero();
    assertThat(scene.status("a").underWay()).isZero();
  }

  @Test
  void shouldKeepNoPlaceForAWatchThatThrows() {
    scene.queue("a");
    scene.isWatchBroken = true;
    scene.tasks("a", 3 * Pace.FIRST);
    assertThat(scene.sent).hasSize(3 * Pace.FIRST);
    assertThat(scene.pusher.underWay()).isZero();
    assertThat(scene.status("a").underWay()).isZero();
  }

  /** Its lease runs out, and it is tried again; the queue is not forgotten meanwhile. */
  @Test
  void shouldKeepNoPlaceForWhatCannotBegin() {
    scene.queue("a");
    scene.isUnsendable = true;
    scene.task("a", "t", Duration.ZERO);
    assertThat(scene.complaints).containsExactly("RejectedExecutionException");
    assertThat(scene.pusher.underWay()).isZero();
    scene.isUnsendable = false;
    scene.task("a", "u", Duration.ZERO);
    assertThat(scene.sentTo(A)).containsExactly("u 1 do");
    scene.pass(Leasing.LEASE.plus(PushScene.BACKOFF).plusSeconds(1));
    assertThat(scene.sentTo(A)).containsExactly("u 1 do", "t 2 do");
  }

  @Test
  void shouldGiveUpTellingWhenTheLeaseIsOver() {
    scene.queue("a");
    scene.failing.add(AckTask.class);
    scene.task("a", "t", Duration.ZERO);
    scene.pass(Leasing.LEASE.plus(PushScene.BACKOFF).plusSeconds(1));
    assertThat(scene.sentTo(A)).containsExactly("t 1 do", "t 2 do");
    assertThat(scene.pusher.underWay()).isEqualTo(1);
  }

  /** A shard that cannot answer is not asked on the spot again. */
  @Test
  void shouldRestWhenAShardCannotAnswer() {
    scene.failing.add(LeaseTasks.class);
    scene.queue("a");
    scene.task("a", "t", Duration.ZERO);
    scene.asked.clear();
    scene.pass(Duration.ofSeconds(10));
    assertThat(scene.asked).hasSize(10);
    scene.failing.clear();
    scene.pass(Duration.ofSeconds(1));
    assertThat(scene.sentTo(A)).hasSize(1);
  }

  /** One that waits in the shard, renewed now and then. */
  @Test
  void shouldAskLittleWhileThereIsNothingToDo() {
    scene.queue("a");
    scene.asked.clear();
    scene.pass(Duration.ofMinutes(10));
    assertThat(scene.asked).hasSizeBetween(28, 32);
  }

  @Test
  void shouldNotTurnOnTheSpotWhenWaitsAreCutShort() {
    scene.queue("a");
    scene.endWaits();
    scene.asked.clear();
    scene.pass(Duration.ofSeconds(10));
    assertThat(scene.asked).hasSizeBetween(5, 11);
  }

  @Test
  void shouldSendNothingThatItCannotSign() {
    scene.must(
        MERCHANT,
        new DefineQueue(new QueueId("a"), PushScene.settings(false, A), new Secret(new byte[0])));
    scene.task("a", "t", Duration.ZERO);
    scene.pass(Duration.ofMinutes(1));
    assertThat(scene.sent).isEmpty();
    assertThat(scene.complaints).containsExactly("a cannot sign");
    assertThat(scene.status("a").state()).isEqualTo(PushState.CANNOT_SIGN);
    assertThat(scene.view("a").counts()).as("no attempt is lost").isEqualTo(counts(0, 1, 0, 0));
    scene.must(MERCHANT, new RotateQueueSecret(new QueueId("a"), PushScene.secret("a")));
    assertThat(scene.sentTo(A)).hasSize(1);
  }

  @Test
  void shouldTakeAFaultOfOursForAFailure() {
    scene.queue("a");
    AtomicInteger asked = new AtomicInteger();
    scene.receivers.put(
        A,
        _ -> {
          if (asked.incrementAndGet() == 1) {
            throw new IllegalStateException();
          }
          return PushScene.WELL;
        });
    scene.task("a", "t", Duration.ZERO);
    assertThat(scene.complaints).containsExactly("IllegalStateException");
    scene.pass(PushScene.BACKOFF);
    assertThat(scene.sentTo(A)).containsExactly("t 1 do", "t 2 do");
  }

  /**
   * One step of ours looks at all that are due; each of them is looked at whatever befell another.
   */
  @Test
  void shouldForgetNoQueueForAFaultOfOursWithOne() {
    for (Set<QueueId> broken : List.of(scene.unaskable, scene.unopenable)) {
      scene.sent.clear();
      scene.complaints.clear();
      scene.queue("a");
      scene.queue("b");
      String task = "t-" + scene.asked.size();
      scene.task("a", task, Duration.ofSeconds(5));
      scene.task("b", task, Duration.ofSeconds(5));
      broken.add(new QueueId("a"));
      scene.restart();
      scene.pass(Duration.ofSeconds(5));
      assertThat(scene.sentTo(B)).hasSize(1);
      assertThat(scene.complaints).contains("IllegalStateException").hasSizeLessThan(10);
      assertThat(scene.sentTo(A)).isEmpty();
      broken.clear();
      scene.pass(Duration.ofSeconds(1));
      assertThat(scene.sentTo(A)).hasSize(1);
    }
  }

  @Test
  void shouldLeaseNothingMoreWhenItStops() {
    scene.queue("a");
    scene.hanging.add(A);
    scene.task("a", "t", Duration.ZERO);
    scene.pusher.stop();
    scene.letGo();
    scene.settle();
    assertThat(scene.pusher.isQuiet()).as("one lease waits in the shard").isFalse();
    scene.tasks("a", 5);
    scene.endWaits();
    assertThat(scene.pusher.isQuiet()).isTrue();
    assertThat(scene.sentTo(A))
        .as("it ends what it has, and what one wait brings")
        .hasSizeLessThan(3);
    assertThat(scene.view("a").counts().leased()).isZero();
  }
}
