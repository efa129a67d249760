package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.Snapshots;
import io.millrace.model.Actor;
import io.millrace.model.Level;
import io.millrace.model.Outcome;
import io.millrace.model.Recorded;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.answer.LevelView;
import io.millrace.model.command.Command;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.RaiseLevel;
import io.millrace.model.fact.LevelRaised;
import io.millrace.model.refusal.Code;
import io.millrace.node.Checkpointer;
import io.millrace.node.DurableFrame;
import io.millrace.node.IngressLimits;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.ShardStatus.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The next release over a log of the first: nothing changes until an operator raises the level, and
 * then the first reads no further. The release is a shard whose engine knows one level more.
 */
final class LevelTest {

  private static final int NEXT = Level.FIRST + 1;
  private static final String SENTENCE =
      "facts of level 2, but this build reads levels 1 to 1: use the release that wrote it, or a later one";

  /** What level the next process that begins will know. */
  private int release = Level.FIRST;

  private final List<Recorded> heard = new ArrayList<>();
  private final SteppedShard world =
      new SteppedShard(
          () -> engine(release),
          new NodeSettings(
              1, NodeSettings.MAX_STOP_DEFAULT, true, EngineLimits.DEFAULT, IngressLimits.DEFAULT),
          List.of(this::hear));

  private int shops;

  private static Engine engine(int known) {
    return new Engine(0, EngineLimits.DEFAULT, known);
  }

  private void hear(DurableFrame frame) {
    heard.addAll(frame.facts());
  }

  private Reply ask(Command command) {
    ShopId shop = new ShopId("mill-" + shops);
    CompletableFuture<Reply> reply = world.submit(Request.of(shop, Actor.OPERATOR, command));
    world.settle();
    return reply.join();
  }

  private void trade() {
    shops++;
    Currency cny = Currency.getInstance("CNY");
    Duration half = Duration.ofMinutes(30);
    Reply made =
        ask(new DefineShop(new ShopSettings("Mill", cny, ZoneOffset.UTC, half, List.of())));
    assertThat(((Reply.Decided) made).outcome()).isInstanceOf(Outcome.Accepted.class);
  }

  /** The process of the next release, or of the first one again, begins. */
  private void start(int known) {
    release = known;
    heard.clear();
    world.restart();
  }

  private void tradeOfTheFirstRelease() {
    world.settle();
    trade();
  }

  private Outcome raise() {
    return ((Reply.Decided) ask(new RaiseLevel(NEXT))).outcome();
  }

  @Test
  void shouldGoOnInTheLanguageOfTheLogUntilItIsRaised() {
    tradeOfTheFirstRelease();
    start(NEXT);
    trade();
    assertThat(heard).extracting(Recorded::level).containsOnly(Level.FIRST);
    start(Level.FIRST);
    assertThat(world.phase()).as("the first release reads all of it").isEqualTo(Phase.SERVING);
    trade();
  }

  @Test
  void shouldStayRaisedOnceItWasAcknowledged() {
    tradeOfTheFirstRelease();
    start(NEXT);
    Outcome raised = raise();
    assertThat(raised).isInstanceOf(Outcome.Accepted.class);
    assertThat(heard.getLast())
        .isEqualTo(new Recorded(Level.FIRST, null, 0, Actor.OPERATOR, null, new LevelRaised(NEXT)));
    heard.clear();
    world.losePower();
    assertThat(world.phase()).isEqualTo(Phase.SERVING);
    assertThat(heard.getLast().level()).as("of the opening").isEqualTo(NEXT);
    long frames = world.frames();
    assertThat(raise()).isEqualTo(new Outcome.Answered(new LevelView(NEXT, NEXT)));
    assertThat(world.frames()).as("asked again, it writes nothing").isEqualTo(frames);
    trade();
  }

  @Test
  void shouldStopTheFirstReleaseWhereTheNextLevelBegins() {
    tradeOfTheFirstRelease();
    start(NEXT);
    raise();
    trade();
    start(Level.FIRST);
    assertThat(world.phase()).isEqualTo(Phase.STOPPED);
    assertThat(world.status().detail()).contains("stops the replay: " + SENTENCE);
    start(NEXT);
    assertThat(world.phase()).as("it did no harm").isEqualTo(Phase.SERVING);
    trade();
  }

  @Test
  void shouldRaiseALevelOnlyWhereThereIsRoom() {
    tradeOfTheFirstRelease();
    start(NEXT);
    world.disk().leaveFree(SteppedShard.SEGMENT_BYTES * 3);
    world.clock().passMillis(1_000);
    world.settle();
    world.settle();
    assertThat(ask(new RaiseLevel(NEXT)))
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.code()).isEqualTo(Code.STORAGE_FULL));
    world.disk().leaveFree(Long.MAX_VALUE);
    world.clock().passMillis(1_000);
    world.settle();
    world.settle();
    assertThat(raise()).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void shouldStopTheCheckpointerOfTheFirstReleaseAndKeepItsSnapshots() throws IOException {
    Checkpointer first = checkpointer(Level.FIRST);
    world.settle();
    trade();
    assertThat(snapshot(first)).isCompleted();
    start(NEXT);
    raise();
    CompletableFuture<Long> asked = snapshot(first);
    assertThat(asked).isCompletedExceptionally();
    assertThat(first.halted()).isTrue();
    assertThat(told).anySatisfy(sentence -> assertThat(sentence).contains(SENTENCE));
    assertThat(levelsKept()).containsExactly(Level.FIRST);
  }

  @Test
  void shouldBeginWithASnapshotOfOneLevelBackAndMakeItsOwn() throws IOException {
    Checkpointer first = checkpointer(Level.FIRST);
    world.settle();
    trade();
    assertThat(snapshot(first)).isCompleted();
    start(NEXT);
    Checkpointer next = checkpointer(NEXT);
    trade();
    assertThat(snapshot(next)).as("it began with the other's").isCompleted();
    assertThat(levelsKept()).as("not raised yet").containsExactly(Level.FIRST, Level.FIRST);
    raise();
    assertThat(snapshot(next)).isCompleted();
    assertThat(levelsKept()).containsExactly(NEXT, Level.FIRST);
  }

  private final List<String> told = new ArrayList<>();

  private Snapshots snapshots() {
    return new Snapshots(world.disk(), "snapshots", 0);
  }

  private Checkpointer checkpointer(int known) {
    NodeWatch watch =
        new NodeWatch() {
          @Override
          public void failed(int shard, String message, Throwable cause) {
            told.add(message);
          }
        };
    return new Checkpointer(
        new Checkpointer.Shape(
            0,
            1,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            snapshots(),
            () -> engine(known),
            world::servedLog,
            null),
        world.clock(),
        watch);
  }

  private static CompletableFuture<Long> snapshot(Checkpointer checkpointer) {
    CompletableFuture<Long> asked = checkpointer.ask();
    while (checkpointer.step()) {
      // until there is nothing left to do
    }
    return asked;
  }

  private List<Integer> levelsKept() throws IOException {
    return snapshots().marks().stream().map(SnapshotMark::level).toList();
  }
}
