package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.journal.Log;
import io.millrace.model.Actor;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.command.DefineShop;
import io.millrace.node.Reply;
import io.millrace.node.follow.Cursor;
import io.millrace.node.follow.CursorLost;
import io.millrace.node.follow.Effect;
import io.millrace.node.follow.EffectStopped;
import io.millrace.node.follow.EffectUnavailable;
import io.millrace.node.follow.FactBatch;
import io.millrace.node.follow.FollowedFact;
import io.millrace.node.follow.FollowerWatch;
import io.millrace.node.follow.FollowingStatus;
import io.millrace.node.follow.FollowingStatus.Phase;
import io.millrace.node.follow.LogFollower;
import io.millrace.node.follow.Rebuildable;
import io.millrace.node.follow.Resettable;
import io.millrace.node.follow.SkippedFact;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Followers of a shard on a simulated disk, stepped by hand, with whatever can go wrong. */
final class LogFollowerTest {

  private final SteppedShard world = new SteppedShard();
  private final Listed effect = new Listed();
  private final Told told = new Told();
  private LogFollower follower = follower(effect);
  private int shops;

  private LogFollower follower(Effect of) {
    return new LogFollower(
        new LogFollower.Shape(
            "listed",
            1,
            of,
            _ -> world.servedLog(),
            _ -> world.status().logTimeMillis(),
            () -> obstacle,
            3),
        world.clock(),
        told);
  }

  private String obstacle = "";

  /** One fact, in a frame of its own. */
  private void happen() {
    ShopSettings settings =
        new ShopSettings("Mill", Shoppers.CNY, ZoneOffset.UTC, Duration.ofMinutes(30), List.of());
    ShopId shop = new ShopId("mill-" + ++shops);
    CompletableFuture<Reply> reply =
        world.submit(
            new Request(shop, Actor.OPERATOR, null, Precondition.NONE, new DefineShop(settings)));
    world.settle();
    assertThat(reply.join()).isInstanceOf(Reply.Decided.class);
  }

  private void happen(int times) {
    for (int i = 0; i < times; i++) {
      happen();
    }
  }

  private void follow() {
    while (follower.step()) {
      // each step does some of it
    }
  }

  private void pass(Duration time) {
    world.clock().passMillis(time.toMillis());
  }

  private FollowingStatus status() {
    return follower.status().shards().getFirst();
  }

  private long durable() {
    return Objects.requireNonNull(world.servedLog()).lastSequence();
  }

  private void assertTookAllOnce() {
    assertThat(effect.sequences()).isEqualTo(upTo(durable()));
    assertThat(status().phase()).isEqualTo(Phase.FOLLOWING);
    assertThat(status().detail()).isEmpty();
    assertThat(status().lagFacts()).isZero();
  }

  private static List<Long> upTo(long last) {
    List<Long> all = new ArrayList<>();
    for (long sequence = 1; sequence <= last; sequence++) {
      all.add(sequence);
    }
    return all;
  }

  @Test
  void shouldTakeEachFactOnceAndInOrderFromArchiveAndLiveSegments() throws Exception {
    world.settle();
    happen(5);
    follow();
    assertTookAllOnce();
    while (world.disk().list("shard-000").stream().filter(n -> n.endsWith(".log")).count() < 2) {
      happen();
    }
    Log log = Objects.requireNonNull(world.servedLog());
    while (log.archiveSome(log.lastSequence())) {
      // until all has moved that may
    }
    assertThat(world.disk().list("shard-000/archive")).isNotEmpty();
    follow();
    assertTookAllOnce();
    Listed born = new Listed();
    LogFollower late = follower(born);
    while (late.step()) {
      // from the beginning, which is in the archive
    }
    assertThat(born.sequences()).isEqualTo(effect.sequences());
  }

  @Test
  void shouldGoOnWhereItStoodAfterARestart() {
    world.settle();
    happen(4);
    follow();
    world.restart();
    happen(2);
    follower = follower(effect);
    follow();
    assertTookAllOnce();
  }

  @Test
  void shouldSayHowFarItIsBehind() {
    world.settle();
    happen();
    follow();
    long before = durable();
    pass(Duration.ofSeconds(90));
    happen(4);
    assertThat(status().sequence()).isEqualTo(before);
    assertThat(status().lagFacts()).isEqualTo(durable() - before);
    assertThat(status().lagMillis()).isBetween(80_000L, 100_000L); // log time is steered
    follow();
    assertTookAllOnce();
    assertThat(status().lagMillis()).isZero();
  }

  /** After a restart the log itself tells when its last fact was. */
  @Test
  void shouldSayHowFarItIsBehindAlsoWhereItHasTakenNothingSinceTheStart() {
    world.settle();
    happen();
    follow();
    pass(Duration.ofSeconds(90));
    happen(4);
    effect.away = "the database is away";
    follower = follower(effect);
    follow();
    assertThat(status().phase()).isEqualTo(Phase.FAILING);
    assertThat(status().lagFacts()).as("it is not known").isEqualTo(FollowingStatus.UNKNOWN);
    assertThat(status().lagMillis()).isEqualTo(FollowingStatus.UNKNOWN);
    assertThat(follower.status().lagMillis()).isEqualTo(FollowingStatus.UNKNOWN);
    effect.away = "";
    effect.stopped = "it cannot be taken now";
    pass(Duration.ofSeconds(1));
    follow();
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(status().lagFacts()).isEqualTo(4);
    assertThat(status().lagMillis()).isBetween(80_000L, 100_000L);
    assertThat(follower.status().lagFacts()).isEqualTo(4);
    effect.cursor = null;
    follower = follower(effect);
    follow();
    assertThat(status().lagFacts()).isEqualTo(durable());
    assertThat(status().lagMillis()).as("of all that there is").isPositive();
  }

  @Test
  void shouldNotBeWellWhileARebuildIsNot() {
    world.settle();
    happen(3);
    follow();
    Listed beside = (Listed) effect.beside();
    beside.away = "there is no room for both";
    var _ = follower.rebuild();
    follow();
    assertThat(status().phase()).isEqualTo(Phase.FOLLOWING);
    assertThat(follower.status().rebuilding().getFirst().detail()).isEqualTo(beside.away);
    assertThat(follower.status().isWell()).isFalse();
    beside.away = "";
    pass(Duration.ofMinutes(1));
    follow();
    assertThat(follower.status().isWell()).isTrue();
    assertTookAllOnce();
  }

  @Test
  void shouldBackOffWhileTheEffectIsAwayAndCatchUpWhenItIsBack() {
    world.settle();
    happen(2);
    effect.away = "the database is locked";
    follow();
    assertThat(status().phase()).isEqualTo(Phase.FAILING);
    assertThat(status().detail()).isEqualTo("the database is locked");
    assertThat(follower.status().isWell()).isFalse();
    for (int minute = 0; minute < 10; minute++) {
      happen(); // orders go on
      pass(Duration.ofMinutes(1));
      follow();
    }
    assertThat(effect.attempts).as("it waits between its tries").isLessThan(20);
    assertThat(told.failures).as("the same trouble is told once").hasSize(1);
    effect.away = "";
    follow();
    assertThat(status().phase()).as("not before its time").isEqualTo(Phase.FAILING);
    pass(Duration.ofSeconds(30));
    follow();
    assertTookAllOnce();
    assertThat(told.recoveries).isEqualTo(1);
  }

  /** The commit came through and its answer did not. */
  @Test
  void shouldTakeNothingTwiceWhenAnAnswerIsLost() {
    world.settle();
    happen(4);
    effect.loseAnswers = 2;
    for (int i = 0; i < 5; i++) {
      follow();
      pass(Duration.ofMinutes(1));
    }
    assertTookAllOnce();
  }

  @Test
  void shouldParkAFactThatCannotBeTakenAndTakeAllThatIsBeforeIt() {
    world.settle();
    happen(7);
    effect.poison = 5;
    for (int i = 0; i < 10; i++) {
      follow();
      pass(Duration.ofMinutes(1));
    }
    assertThat(effect.sequences()).isEqualTo(upTo(4));
    FollowingStatus.ParkedFact parked = Objects.requireNonNull(status().parked());
    assertThat(status().phase()).isEqualTo(Phase.PARKED);
    assertThat(parked.sequence()).isEqualTo(5);
    assertThat(parked.fact()).isEqualTo("ShopDefined");
    assertThat(parked.why()).isEqualTo("cannot be taken");
    assertThat(parked.tries()).isEqualTo(5);
    happen();
    follow();
    assertThat(effect.sequences()).as("it is never passed over").isEqualTo(upTo(4));
    assertThat(told.failures.getLast()).contains("fact 5 (ShopDefined)");
  }

  @Test
  void shouldTryAParkedFactAgainWhenItIsTold() {
    parkTheFifth();
    CompletableFuture<Boolean> again = follower.retry();
    follow();
    assertThat(again).isCompletedWithValue(true);
    for (int i = 0; i < 10; i++) {
      follow();
      pass(Duration.ofMinutes(1));
    }
    assertThat(status().phase()).as("it is no better").isEqualTo(Phase.PARKED);
    effect.poison = 0;
    var _ = follower.retry();
    follow();
    assertTookAllOnce();
    CompletableFuture<Boolean> needless = follower.retry();
    follow();
    assertThat(needless).isCompletedWithValue(false);
  }

  @Test
  void shouldSkipAParkedFactOnlyWithAReasonAndListIt() {
    parkTheFifth();
    CompletableFuture<Boolean> another = follower.skip(0, 4, "typing error");
    follow();
    assertThat(another).isCompletedWithValue(false);
    CompletableFuture<Boolean> asked = follower.skip(0, 5, "a known fault, to be fixed");
    follow();
    assertThat(asked).isCompletedWithValue(true);
    List<Long> expected = upTo(durable());
    expected.remove(5L);
    assertThat(effect.sequences()).isEqualTo(expected);
    assertThat(status().phase()).isEqualTo(Phase.FOLLOWING);
    SkippedFact skipped = follower.status().skipped().getFirst();
    assertThat(skipped.sequence()).isEqualTo(5);
    assertThat(skipped.reason()).isEqualTo("a known fault, to be fixed");
    assertThat(skipped.why()).isEqualTo("cannot be taken");
  }

  private void parkTheFifth() {
    world.settle();
    happen(7);
    effect.poison = 5;
    for (int i = 0; i < 10; i++) {
      follow();
      pass(Duration.ofMinutes(1));
    }
    assertThat(status().phase()).isEqualTo(Phase.PARKED);
  }

  @Test
  void shouldStopWhenTheLogDoesNotContainItsCursor() {
    world.settle();
    happen(3);
    follow();
    effect.cursor = new Cursor(1, 2, 1, 2); // of another log
    follower = follower(effect);
    follow();
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(status().detail()).isEqualTo("sequence 2 is ahead of the log: rebuild");
    happen();
    follow();
    assertThat(effect.sequences()).hasSize(4);
  }

  @Test
  void shouldStopWhenTheLogLostItsEndAndHasOtherFactsThereNow() {
    world.settle();
    happen(3);
    follow();
    Cursor now = Objects.requireNonNull(effect.cursor);
    world.restart();
    happen(3);
    // As if one more had been taken of the first epoch, which a power cut then took from the log.
    effect.cursor = new Cursor(now.logHigh(), now.logLow(), now.epoch(), now.sequence() + 2);
    follower = follower(effect);
    follow();
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(status().detail()).contains("is ahead of the log: rebuild");
  }

  @Test
  void shouldRebuildWhatHasStopped() {
    world.settle();
    happen(3);
    effect.cursor = new Cursor(1, 2, 1, 999);
    follow();
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    var _ = follower.rebuild();
    follow();
    assertTookAllOnce();
    assertThat(told.swaps).isEqualTo(1);
    happen(2);
    follow();
    assertTookAllOnce();
  }

  /** While requests wait, a follower rests so long that each step finds more. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldSwapWhileEveryStepFindsSomethingNew(boolean stops) {
    world.settle();
    happen(20);
    follow();
    if (stops) {
      effect.cursor = new Cursor(1, 2, 1, 999);
      follower = follower(effect);
      follow();
      assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    }
    var _ = follower.rebuild();
    for (int i = 0; i < 60 && told.swaps == 0; i++) {
      happen();
      assertThat(follower.step()).isTrue();
      if (told.swaps == 0) {
        assertThat(follower.status().rebuilding()).isNotEmpty();
      }
    }
    assertThat(told.swaps).isEqualTo(1);
    assertThat(effect.facts).as("what had been served is there").hasSizeGreaterThan(20);
    follow();
    assertTookAllOnce();
  }

  @Test
  void shouldGoBackAndTakeAgainWhatAnOperatorNames() {
    world.settle();
    happen(6);
    follow();
    CompletableFuture<Boolean> asked = follower.reset(0, 3, "the receiver lost its disk");
    follow();
    assertThat(asked).isCompletedWithValue(true);
    List<Long> expected = upTo(durable());
    expected.addAll(upTo(durable()).subList(3, (int) durable()));
    assertThat(effect.sequences()).isEqualTo(expected);
    assertThat(follower.status().skipped()).as("nothing was passed over").isEmpty();
    assertThat(told.resets).containsExactly("3: the receiver lost its disk");
    var _ = follower.reset(0, 0, "from the beginning");
    follow();
    expected.addAll(upTo(durable()));
    assertThat(effect.sequences()).isEqualTo(expected);
    assertThat(status().lagFacts()).isZero();
  }

  @Test
  void shouldGoOnWhereAResetLedOfWhichTheAnswerWasLost() {
    world.settle();
    happen(6);
    follow();
    effect.loseAnswers = 1;
    CompletableFuture<Boolean> asked = follower.reset(0, 3, "again from there");
    follow();
    assertThat(asked)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(EffectUnavailable.class);
    List<Long> expected = upTo(durable());
    expected.addAll(upTo(durable()).subList(3, (int) durable()));
    assertThat(effect.sequences()).isEqualTo(expected);
    assertThat(status().lagFacts()).isZero();
  }

  @Test
  void shouldListWhatItIsSentPast() {
    parkTheFifth();
    var _ = follower.reset(0, 6, "nobody wants the old ones");
    follow();
    List<Long> expected = upTo(durable());
    expected.removeAll(List.of(5L, 6L));
    assertThat(effect.sequences()).isEqualTo(expected);
    assertThat(status().phase()).isEqualTo(Phase.FOLLOWING);
    SkippedFact passed = follower.status().skipped().getFirst();
    assertThat(passed.sequence()).isEqualTo(6);
    assertThat(passed.fact()).isEqualTo("all from 5 to 6");
    assertThat(passed.reason()).isEqualTo("nobody wants the old ones");
  }

  @Test
  void shouldTakeAResetAsTheRemedyForACursorOfAnotherLog() {
    world.settle();
    happen(3);
    effect.cursor = new Cursor(1, 2, 1, 999);
    follow();
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    var _ = follower.reset(0, 0, "it was restored");
    follow();
    assertTookAllOnce();
  }

  /** Tables of another node may name more shards than this one has. */
  @Test
  void shouldKnowNothingOfShardsThatAreNotHere() {
    world.settle();
    happen();
    follow();
    Cursor here = Objects.requireNonNull(effect.cursor);
    assertThat(follower.isOfLog(0, here)).isTrue();
    assertThat(follower.isOfLog(1, here)).isFalse();
    assertThat(follower.isOfLog(-1, here)).isFalse();
  }

  /** Tables that cannot be written, because they are of another version, may be read. */
  @Test
  void shouldKnowACursorOfItsLogAlsoWhereItCannotGoOn() {
    world.settle();
    happen(3);
    follow();
    Cursor here = Objects.requireNonNull(effect.cursor);
    follower = follower(effect);
    effect.away = "the tables are of another version";
    follow();
    assertThat(status().phase()).isEqualTo(Phase.FAILING);
    assertThat(follower.isOfLog(0, here)).isTrue();
    for (Cursor lost :
        List.of(
            new Cursor(here.logHigh(), here.logLow(), here.epoch() + 1, here.sequence()),
            new Cursor(here.logHigh(), here.logLow(), here.epoch(), here.sequence() + 1),
            new Cursor(here.logHigh() + 1, here.logLow(), here.epoch(), here.sequence()))) {
      assertThat(follower.isOfLog(0, lost)).as("%s", lost).isFalse();
    }
  }

  /** The last backup is older than what the original published, as it always is. */
  @Test
  void shouldShowWhereACopyLeftAnOriginalThatWentOn() {
    world.settle();
    happen(3);
    follow();
    long left = durable();
    Cursor shared = Objects.requireNonNull(effect.cursor);
    effect.cursor =
        new Cursor(shared.logHigh(), shared.logLow(), shared.epoch(), shared.sequence() + 4_000);
    world.restartAsCopy();
    happen(5);
    follower = follower(effect);
    follow();
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(status().detail())
        .startsWith("sequence " + (left + 4_000) + " is ahead of the log: rebuild")
        .endsWith("this log shares it up to " + left);
    assertThat(status().sequence()).isEqualTo(left);
    var _ = follower.reset(0, left + 1, "the copy takes its place, and its first is not wanted");
    follow();
    List<Long> expected = upTo(durable());
    expected.remove(left + 1);
    assertThat(effect.sequences()).isEqualTo(expected);
    assertThat(follower.status().skipped())
        .as("what the original has published is not passed over")
        .extracting(SkippedFact::fact)
        .containsExactly("all from %d to %d".formatted(left + 1, left + 1));
  }

  @Test
  void shouldNotBeSentWhereTheLogHasNothing() {
    world.settle();
    happen(3);
    follow();
    CompletableFuture<Boolean> asked = follower.reset(0, durable() + 1, "typing error");
    follow();
    assertThat(asked)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(CursorLost.class);
    assertTookAllOnce();
    assertThat(answerOf(follower.reset(1, 1, "there is no such shard"))).isFalse();
  }

  @Test
  void shouldOfferNoMoreThanItsEffectCan() {
    world.settle();
    happen(3);
    follower = follower(new Plain(effect));
    follow();
    assertTookAllOnce();
    assertThat(answerOf(follower.rebuild())).isFalse();
    assertThat(answerOf(follower.reset(0, 0, "again"))).isFalse();
    assertTookAllOnce();
  }

  private boolean answerOf(CompletableFuture<Boolean> asked) {
    follow();
    return asked.join();
  }

  @Test
  void shouldTakeNothingWhileSomethingStandsInTheWay() {
    world.settle();
    obstacle = "the disk is nearly full";
    happen(2);
    follow();
    assertThat(effect.sequences()).isEmpty();
    assertThat(status().detail()).isEqualTo("the disk is nearly full");
    obstacle = "";
    follow();
    assertTookAllOnce();
  }

  /** Trying again by itself would do harm; with suspects it takes facts one by one. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldStopWhereOnlyAnOperatorMaySayHowItGoesOn(boolean suspects) {
    world.settle();
    happen(3);
    if (suspects) {
      effect.poison = 2;
      follow();
      effect.poison = 0;
      pass(Duration.ofMinutes(1));
    }
    effect.stopped = "somebody else does it";
    for (int i = 0; i < 5; i++) {
      follow();
      assertThat(status().phase()).isEqualTo(Phase.STOPPED);
      pass(Duration.ofMinutes(1));
    }
    assertThat(status().detail()).isEqualTo("somebody else does it");
    assertThat(effect.sequences()).isEmpty();
    effect.stopped = "";
    assertThat(answerOf(follower.retry())).isTrue();
    assertTookAllOnce();
  }

  /** Facts in a list, which can be away, lose answers and refuse. */
  private static class Listed implements Rebuildable, Resettable {
    private final List<FollowedFact> facts = new ArrayList<>();
    private final List<SkippedFact> skipped = new ArrayList<>();
    private @Nullable Cursor cursor;
    private @Nullable Listed beside;
    private String away = "";
    private String stopped = "";
    private int attempts;
    private int loseAnswers;
    private long poison;

    List<Long> sequences() {
      return facts.stream().map(FollowedFact::sequence).toList();
    }

    private void reach() throws EffectUnavailable {
      attempts++;
      if (!away.isEmpty()) {
        throw new EffectUnavailable(away);
      }
    }

    @Override
    public @Nullable Cursor cursor(int shard) throws EffectUnavailable {
      reach();
      return cursor;
    }

    @Override
    public void take(FactBatch batch) throws EffectUnavailable {
      reach();
      if (!stopped.isEmpty()) {
        throw new EffectStopped(stopped);
      }
      if (batch.facts().stream().anyMatch(fact -> fact.sequence() == poison)) {
        throw new IllegalStateException("cannot be taken");
      }
      facts.addAll(batch.facts());
      cursor = batch.end();
      if (loseAnswers-- > 0) {
        throw new EffectUnavailable("the connection was lost");
      }
    }

    @Override
    public void skip(FactBatch batch, SkippedFact fact) throws EffectUnavailable {
      reach();
      skipped.addFirst(fact);
      cursor = batch.end();
    }

    @Override
    public void reset(int shard, @Nullable Cursor to, @Nullable SkippedFact passedOver)
        throws EffectUnavailable {
      reach();
      cursor = to;
      if (passedOver != null) {
        skipped.addFirst(passedOver);
      }
      if (loseAnswers-- > 0) {
        throw new EffectUnavailable("the connection was lost");
      }
    }

    @Override
    public List<SkippedFact> skipped() {
      return skipped;
    }

    @Override
    public Effect beside() {
      Listed next = beside == null ? new Listed() : beside;
      beside = next;
      return next;
    }

    @Override
    public boolean hasBeside() {
      return beside != null;
    }

    @Override
    public void swap() {
      Listed next = Objects.requireNonNull(beside);
      facts.clear();
      facts.addAll(next.facts);
      cursor = next.cursor;
      beside = null;
    }

    @Override
    public void close() {
      // holds nothing
    }
  }

  /** Can neither be made anew nor be sent elsewhere. */
  private record Plain(Listed of) implements Effect {
    @Override
    public @Nullable Cursor cursor(int shard) throws EffectUnavailable {
      return of.cursor(shard);
    }

    @Override
    public void take(FactBatch batch) throws EffectUnavailable {
      of.take(batch);
    }

    @Override
    public void skip(FactBatch batch, SkippedFact fact) throws EffectUnavailable {
      of.skip(batch, fact);
    }

    @Override
    public List<SkippedFact> skipped() {
      return of.skipped();
    }

    @Override
    public void close() {
      of.close();
    }
  }

  private static final class Told implements FollowerWatch {
    final List<String> resets = new ArrayList<>();
    final List<String> failures = new ArrayList<>();
    int recoveries;
    int swaps;

    @Override
    public void failed(String follower, int shard, String message, Throwable cause) {
      failures.add(message);
    }

    @Override
    public void recovered(String follower, int shard) {
      recoveries++;
    }

    @Override
    public void reset(String follower, int shard, long sequence, String reason) {
      resets.add(sequence + ": " + reason);
    }

    @Override
    public void swapped(String follower) {
      swaps++;
    }
  }
}
