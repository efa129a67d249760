package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.SnapshotReader;
import io.millrace.journal.Snapshots;
import io.millrace.model.Actor;
import io.millrace.model.Request;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.command.DefineShop;
import io.millrace.node.Checkpointer;
import io.millrace.node.NodeWatch;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the simulation does not show: what the checkpointer says when it will not, and when. */
final class CheckpointerTest {

  private static final long TAIL_FACTS = 5;
  private static final long STOP_FACTS = 3;

  private final SteppedShard world = new SteppedShard();
  private int shops;

  private Snapshots snapshots() {
    return new Snapshots(world.disk(), "snapshots", 0);
  }

  private Checkpointer checkpointer(Supplier<Engine> engines) {
    return new Checkpointer(
        new Checkpointer.Shape(
            0, 1, TAIL_FACTS, STOP_FACTS, snapshots(), engines, world::servedLog),
        world.clock(),
        NodeWatch.NONE);
  }

  private static Engine engine() {
    return new Engine(0, EngineLimits.DEFAULT);
  }

  private void happen() {
    ShopSettings settings =
        new ShopSettings(
            "Mill", Currency.getInstance("CNY"), ZoneOffset.UTC, Duration.ofMinutes(30), List.of());
    ShopId shop = new ShopId("mill-" + shops++);
    var _ = world.submit(Request.of(shop, Actor.OPERATOR, new DefineShop(settings)));
    world.settle();
  }

  private static void run(Checkpointer checkpointer) {
    while (checkpointer.step()) {
      // until there is nothing left to do
    }
  }

  @Test
  void shouldMakeASnapshotWhenTheTailIsLongAndNotBefore() throws IOException {
    Checkpointer checkpointer = checkpointer(CheckpointerTest::engine);
    world.settle();
    for (int i = 0; i < TAIL_FACTS - 2; i++) { // the log's first fact is that it was opened
      happen();
      run(checkpointer);
      assertThat(snapshots().newestFirst()).isEmpty();
    }
    happen();
    run(checkpointer);
    assertThat(snapshots().newestFirst()).containsExactly(TAIL_FACTS);
  }

  @Test
  void shouldMakeOneAtOnceWhenItIsAskedAndKeepTheNewestTwo() throws IOException {
    Checkpointer checkpointer = checkpointer(CheckpointerTest::engine);
    world.settle();
    for (int i = 0; i < 4; i++) {
      happen();
      CompletableFuture<Long> asked = checkpointer.ask();
      assertThat(asked).isNotDone();
      run(checkpointer);
      assertThat(asked).isCompletedWithValue(world.status().durableSequence());
    }
    assertThat(snapshots().newestFirst()).containsExactly(5L, 4L);
    CompletableFuture<Long> again = checkpointer.ask();
    run(checkpointer);
    assertThat(again).as("nothing has happened since").isCompletedWithValue(5L);
  }

  @Test
  void shouldGoOnWhereItsOwnSnapshotEnds() throws IOException {
    Checkpointer first = checkpointer(CheckpointerTest::engine);
    world.settle();
    happen();
    happen();
    first.askToStop();
    assertThat(first.settled()).isFalse();
    run(first);
    assertThat(first.settled()).isTrue();
    assertThat(snapshots().newestFirst()).containsExactly(STOP_FACTS);
    world.restart();
    happen();
    Checkpointer second = checkpointer(CheckpointerTest::engine);
    CompletableFuture<Long> asked = second.ask();
    run(second);
    assertThat(asked).isCompletedWithValue(world.status().durableSequence());
  }

  @Test
  void shouldLeaveAShortTailToTheNextStart() throws IOException {
    Checkpointer checkpointer = checkpointer(CheckpointerTest::engine);
    world.settle();
    happen();
    checkpointer.askToStop();
    run(checkpointer);
    assertThat(checkpointer.settled()).isTrue();
    assertThat(snapshots().newestFirst()).isEmpty();
  }

  @Test
  void shouldPublishNothingWhenItsStateIsNotTheWriters() throws IOException {
    Checkpointer checkpointer = checkpointer(EngineOfAnotherMind::new);
    world.settle();
    happen();
    CompletableFuture<Long> asked = checkpointer.ask();
    run(checkpointer);
    assertThat(checkpointer.halted()).isTrue();
    assertThat(checkpointer.ask()).isCompletedExceptionally();
    assertThat(snapshots().newestFirst()).isEmpty();
    assertThat(asked).isCompletedExceptionally();
  }

  @Test
  void shouldTellWhoAskedWhenTheDiskRefusesAndTryAgainLater() throws IOException {
    Checkpointer checkpointer = checkpointer(CheckpointerTest::engine);
    world.settle();
    happen();
    world.disk().failNextForce();
    CompletableFuture<Long> asked = checkpointer.ask();
    run(checkpointer);
    assertThat(asked).isCompletedExceptionally();
    world.clock().passMillis(Duration.ofMinutes(2).toMillis());
    CompletableFuture<Long> later = checkpointer.ask();
    run(checkpointer);
    assertThat(later).isCompletedWithValue(world.status().durableSequence());
    try (SnapshotReader made = snapshots().open(later.join())) {
      assertThat(made.mark().epoch()).as("of the last frame, not of this try").isEqualTo(1);
    }
  }

  /** Comes to other sums: what a fault in memory, or in {@code apply}, would look like. */
  private static final class EngineOfAnotherMind extends Engine {
    EngineOfAnotherMind() {
      super(0, EngineLimits.DEFAULT);
    }

    @Override
    public long digest() {
      return super.digest() + 1;
    }
  }
}
