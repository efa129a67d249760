package io.millrace.proof.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Backoff;
import io.millrace.model.Fingerprint;
import io.millrace.model.LeaseId;
import io.millrace.model.Outcome;
import io.millrace.model.PastDue;
import io.millrace.model.QueueId;
import io.millrace.model.QueueSettings;
import io.millrace.model.RequestKey;
import io.millrace.model.Secret;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.TaskEnd;
import io.millrace.model.TaskFailure;
import io.millrace.model.TaskGroup;
import io.millrace.model.TaskId;
import io.millrace.model.TaskState;
import io.millrace.model.answer.BuyerSecretView;
import io.millrace.model.answer.LeasedTasks;
import io.millrace.model.answer.MerchantKeyPage;
import io.millrace.model.answer.MerchantKeyView;
import io.millrace.model.answer.RevivalView;
import io.millrace.model.answer.SkuBatchView;
import io.millrace.model.answer.TaskView;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.DefineSkus;
import io.millrace.model.command.IssueBuyerSecret;
import io.millrace.model.command.IssueMerchantKey;
import io.millrace.model.command.LeaseTasks;
import io.millrace.model.command.ListMerchantKeys;
import io.millrace.model.command.ReviveAll;
import io.millrace.model.fact.BuyerSecretIssued;
import io.millrace.model.fact.MerchantKeyIssued;
import io.millrace.model.fact.QueueDefined;
import io.millrace.model.fact.RevivalStarted;
import io.millrace.model.fact.SkuBatchAnswered;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.TaskDied;
import io.millrace.model.fact.TaskDue;
import io.millrace.model.fact.TaskEnded;
import io.millrace.model.fact.TaskPostponed;
import io.millrace.model.fact.TaskScheduled;
import io.millrace.model.fact.TasksLeased;
import io.millrace.model.fact.TasksRevived;
import io.millrace.model.refusal.Code;
import io.millrace.model.refusal.Invalid;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What merchants and workers ask: batches, keys, groups, pauses, revivals, stops. */
final class CounterAuditTest {
  private static final QueueId QUEUE = new QueueId("jobs");
  private static final TaskGroup NORTH = new TaskGroup("north");
  private static final TaskGroup SOUTH = new TaskGroup("south");
  private static final Secret SECRET = new Secret(new byte[] {1});
  private static final RequestKey KEY =
      new RequestKey(new Fingerprint(1, 1), new Fingerprint(1, 2));
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private final AuditedShop shop = new AuditedShop();

  private static void assertBroken(Promise promise, ThrowingCallable what) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            BrokenPromise.class, broken -> assertThat(broken.promise()).isEqualTo(promise));
  }

  private static DefineSku sku(String name, long price) {
    return new DefineSku(
        new SkuId(name), new SkuDescription("A " + name, price, null, null, null, true));
  }

  private static SkuDefined defined(String name, long price, int version) {
    return new SkuDefined(new SkuId(name), sku(name, price).description(), version);
  }

  private static SkuBatchAnswered.Item item(
      String name, SkuBatchAnswered.Outcome outcome, int version) {
    return new SkuBatchAnswered.Item(new SkuId(name), outcome, version);
  }

  private void define(PastDue pastDue, boolean paused) {
    shop.log(AuditedShop.MERCHANT, null, new QueueDefined(QUEUE, settings(pastDue, paused), 1));
  }

  private static QueueSettings settings(PastDue pastDue, boolean paused) {
    return new QueueSettings(
        1,
        new Backoff.Listed(List.of(Duration.ofSeconds(1))),
        Duration.ofSeconds(1),
        pastDue,
        paused,
        Duration.ofDays(1),
        100);
  }

  private TaskScheduled schedule(long number, long dueAtMillis, @Nullable TaskGroup group) {
    TaskScheduled scheduled =
        new TaskScheduled(
            number, QUEUE, new TaskId("t" + number), dueAtMillis, number, "", 0, group);
    shop.log(AuditedShop.MERCHANT, null, scheduled);
    return scheduled;
  }

  private void become(long number) {
    shop.happens(new TaskDue(number));
  }

  private void die(long number) {
    become(number);
    LeaseId lease = new LeaseId(number, 1);
    shop.log(
        AuditedShop.MERCHANT,
        null,
        new TasksLeased(QUEUE, shop.nowMillis() + 1_000, List.of(lease)));
    shop.log(
        AuditedShop.MERCHANT,
        null,
        new TaskDied(lease, TaskFailure.NACKED, shop.nowMillis() + Duration.ofDays(1).toMillis()));
  }

  @Test
  void shouldPredictEachItemOfABatch() {
    shop.log(AuditedShop.MERCHANT, null, defined("old", 1, 1));
    DefineSkus.Unread unread = new DefineSkus.Unread(null, "{", "items", "is not closed");
    DefineSkus batch = new DefineSkus(List.of(sku("old", 1), sku("new", 2), unread));
    SkuBatchAnswered answered =
        new SkuBatchAnswered(
            List.of(
                item("old", SkuBatchAnswered.Outcome.UNCHANGED, 1),
                item("new", SkuBatchAnswered.Outcome.CREATED, 1)),
            List.of(new SkuBatchAnswered.Refused(2, null, Code.INVALID, "items", "is not closed")));
    assertThatCode(
            () -> {
              shop.changes(KEY, batch, new SkuBatchView(answered), defined("new", 2, 1), answered);
              shop.answers(KEY, batch, new Outcome.Replayed(new SkuBatchView(answered)));
              shop.answers(
                  null,
                  new DefineSkus(List.of(sku("new", 2), sku("new", 3))),
                  new Outcome.Refused(new Invalid("items[1].sku", "")));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void shouldObjectToABatchThatChangesWhatItSaysItDidNot() {
    DefineSkus batch = new DefineSkus(List.of(sku("new", 2)));
    SkuBatchAnswered answered =
        new SkuBatchAnswered(List.of(item("new", SkuBatchAnswered.Outcome.CREATED, 1)), List.of());
    assertBroken(
        Promise.AS_THE_RULES_SAY,
        () -> shop.changes(KEY, batch, new SkuBatchView(answered), defined("new", 9, 1), answered));
  }

  @Test
  void shouldKnowWhoMaySpeakForTheShop() {
    MerchantKeyView view = new MerchantKeyView("k", shop.nowMillis());
    shop.changes(null, new IssueMerchantKey("k", SECRET), view, new MerchantKeyIssued("k", SECRET));
    shop.answers(
        null,
        new ListMerchantKeys(null, 5),
        new Outcome.Answered(new MerchantKeyPage(List.of(view), false)));
    assertBroken(
        Promise.AS_THE_RULES_SAY,
        () ->
            shop.answers(
                null,
                new ListMerchantKeys(null, 5),
                new Outcome.Answered(new MerchantKeyPage(List.of(), false))));
  }

  @Test
  void shouldObjectToAThirdBuyerSecret() {
    for (int i = 0; i < 2; i++) {
      shop.changes(
          null,
          new IssueBuyerSecret("s" + i, SECRET),
          new BuyerSecretView("s" + i, shop.nowMillis()),
          new BuyerSecretIssued("s" + i, SECRET, null));
    }
    assertBroken(
        Promise.AS_THE_RULES_SAY,
        () ->
            shop.changes(
                null,
                new IssueBuyerSecret("s2", SECRET),
                new BuyerSecretView("s2", shop.nowMillis()),
                new BuyerSecretIssued("s2", SECRET, null)));
  }

  private LeasedTasks.Leased leased(TaskScheduled task) {
    return new LeasedTasks.Leased(
        new LeaseId(task.number(), 1),
        new TaskView(
            task.number(),
            QUEUE,
            task.task(),
            TaskState.LEASED,
            task.dueAtMillis(),
            1,
            "",
            0,
            task.group(),
            false));
  }

  private void lease(List<TaskGroup> groups, TaskScheduled task) {
    long untilMillis = shop.nowMillis() + 1_000;
    shop.changes(
        null,
        new LeaseTasks(QUEUE, 1, null, Duration.ZERO, 0, groups),
        new LeasedTasks(List.of(leased(task)), untilMillis),
        new TasksLeased(QUEUE, untilMillis, List.of(new LeaseId(task.number(), 1))));
  }

  @Test
  void shouldHandAWorkerWhatIsMeantForItsGroups() {
    define(PastDue.FIRE, false);
    TaskScheduled north = schedule(10, shop.nowMillis(), NORTH);
    TaskScheduled south = schedule(11, shop.nowMillis(), SOUTH);
    become(10);
    become(11);
    assertThatCode(() -> lease(List.of(SOUTH), south)).doesNotThrowAnyException();
    assertBroken(Promise.AS_THE_RULES_SAY, () -> lease(List.of(SOUTH), north));
  }

  @Test
  void shouldHandOutNothingOfAQueueThatIsPaused() {
    define(PastDue.FIRE, true);
    TaskScheduled task = schedule(10, shop.nowMillis(), null);
    become(10);
    assertBroken(Promise.AS_THE_RULES_SAY, () -> lease(List.of(), task));
  }

  @Test
  void shouldFollowARevivalSliceBySlice() {
    define(PastDue.FIRE, false);
    for (long number = 10; number < 13; number++) {
      schedule(number, shop.nowMillis(), null);
      die(number);
    }
    shop.changes(
        null, new ReviveAll(QUEUE), new RevivalView(QUEUE, 3), new RevivalStarted(QUEUE, 3));
    shop.answers(null, new ReviveAll(QUEUE), new Outcome.Answered(new RevivalView(QUEUE, 3)));
    shop.happens(new TasksRevived(QUEUE, List.of(10L, 11L), shop.nowMillis(), 1));
    assertBroken(
        Promise.AS_THE_RULES_SAY,
        () -> shop.happens(new TasksRevived(QUEUE, List.of(), shop.nowMillis(), 0)));
  }

  @Test
  void shouldObjectToARevivalOfWhoDiedAfterIt() {
    define(PastDue.FIRE, false);
    schedule(10, shop.nowMillis(), null);
    die(10);
    shop.changes(
        null, new ReviveAll(QUEUE), new RevivalView(QUEUE, 1), new RevivalStarted(QUEUE, 1));
    shop.pass(1);
    schedule(11, shop.nowMillis(), null);
    die(11);
    assertBroken(
        Promise.AS_THE_RULES_SAY,
        () -> shop.happens(new TasksRevived(QUEUE, List.of(10L, 11L), shop.nowMillis(), 0)));
  }

  /** A task that came due an hour before the node was up again. */
  private void stopFor(PastDue pastDue) {
    define(pastDue, false);
    schedule(10, shop.nowMillis() + 10, null);
    shop.pass(HOUR_MILLIS);
    shop.open();
  }

  @Test
  void shouldFireSpreadOrDropWhatCameDueDuringAStop() {
    stopFor(PastDue.SPREAD);
    assertThatCode(() -> shop.happens(new TaskPostponed(10, shop.nowMillis() + HOUR_MILLIS / 12)))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldObjectToWhatIsSpreadTooFar() {
    stopFor(PastDue.SPREAD);
    assertBroken(
        Promise.AS_THE_RULES_SAY,
        () -> shop.happens(new TaskPostponed(10, shop.nowMillis() + HOUR_MILLIS / 12 + 1)));
  }

  @Test
  void shouldObjectToWhatIsFiredInsteadOfDropped() {
    stopFor(PastDue.DROP);
    assertBroken(Promise.AS_THE_RULES_SAY, () -> become(10));
  }

  @Test
  void shouldObjectToWhatIsDroppedThoughTheNodeNeverStood() {
    define(PastDue.DROP, false);
    schedule(10, shop.nowMillis(), null);
    assertBroken(Promise.AS_THE_RULES_SAY, () -> shop.happens(new TaskEnded(10, TaskEnd.PAST_DUE)));
  }
}
