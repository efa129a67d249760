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
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
    return checkpointer(engines, null, NodeWatch.NONE);
  }

  private Checkpointer checkpointer(
      Supplier<Engine> engines, @Nullable Duration keepLog, NodeWatch watch) {
    return new Checkpointer(
        new Checkpointer.Shape(
            0, 1, TAIL_FACTS, STOP_FACTS, snapshots(), engines, world::servedLog, keepLog),
        world.clock(),
        watch);
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

  /**
   * Else a node with ten million orders would write them all down for ten million facts of others.
   */
  @Test
  void shouldWaitUntilTheTailIsAsLargeAsTheLastSnapshotWas() throws IOException {
    Checkpointer checkpointer = checkpointer(CheckpointerTest::engine);
    world.settle();
    while (snapshots().newestFirst().isEmpty()) {
      happen();
      run(checkpointer);
    }
    long first = snapshots().newestFirst().getFirst();
    while (snapshots().newestFirst().size() == 1) {
      happen();
      run(checkpointer);
    }
    long tailFacts = snapshots().newestFirst().getFirst() - first;
    assertThat(tailFacts).isGreaterThan(5 * TAIL_FACTS);
    assertThat(tailFacts * FACT_BYTES_MAX).isGreaterThan(bytesOf(first));
    assertThat((tailFacts - 1) * FACT_BYTES_MIN).isLessThan(bytesOf(first));
  }

  /** At 64 MiB a second, so that a log's forces are not stalled. */
  @Test
  void shouldRestForAsLongAsWhatItWroteTakesAtItsPace() throws IOException {
    Checkpointer checkpointer = checkpointer(CheckpointerTest::engine);
    world.settle();
    happen();
    CompletableFuture<Long> asked = checkpointer.ask();
    long restsNanos = 0;
    while (checkpointer.step()) {
      restsNanos += checkpointer.restNanos();
    }
    double paceNanos = bytesOf(asked.join()) * 1e9 / (64 << 20);
    assertThat(restsNanos / paceNanos).as("but for the headers").isBetween(0.9, 1.0);
  }

  /** Of a shop that was made. */
  private static final int FACT_BYTES_MIN = 50;

  private static final int FACT_BYTES_MAX = 100;

  private int bytesOf(long snapshot) throws IOException {
    return world.disk().contents("snapshots/%020d.snapshot".formatted(snapshot)).length;
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

  @Test
  void shouldDeleteFromTheArchiveWhatIsOlderThanTheLogIsKept() throws IOException {
    Told told = new Told();
    Checkpointer checkpointer = checkpointer(CheckpointerTest::engine, KEEP_LOG, told);
    world.settle();
    fillSegments(checkpointer);
    assertThat(world.disk().list(ARCHIVE)).as("nothing is old yet").isNotEmpty();
    assertThat(world.status().disk().firstSequence()).isEqualTo(1);
    world.clock().passMillis(KEEP_LOG.toMillis());
    happen();
    run(checkpointer);
    assertThat(world.disk().list(ARCHIVE)).as("as old as allowed, not older").isNotEmpty();
    world.clock().passMillis(2_000);
    happen();
    run(checkpointer);
    assertThat(world.disk().list(ARCHIVE)).isEmpty();
    long first = Objects.requireNonNull(world.servedLog()).firstSequence();
    assertThat(told.firstSequences).last().isEqualTo(first).isNotEqualTo(1L);
    happen();
    assertThat(world.status().disk().firstSequence()).isEqualTo(first);
  }

  @Test
  void shouldDeleteNothingUnlessItIsTold() throws IOException {
    Checkpointer checkpointer = checkpointer(CheckpointerTest::engine);
    world.settle();
    fillSegments(checkpointer);
    List<String> archived = world.disk().list(ARCHIVE);
    world.clock().passMillis(Duration.ofDays(300).toMillis());
    happen();
    run(checkpointer);
    assertThat(world.disk().list(ARCHIVE)).isEqualTo(archived);
  }

  @Test
  void shouldTellOfADamagedSegmentAsWhatItIsAndGoOnWithSnapshots() throws IOException {
    Told told = new Told();
    Checkpointer checkpointer = checkpointer(CheckpointerTest::engine, null, told);
    world.settle();
    fillOneSegment();
    byte[] first = world.disk().contents(FIRST_SEGMENT);
    happen();
    run(checkpointer); // follows, and so has read the segment while it was whole
    first[8_192 + 200] ^= 1;
    world.disk().overwrite(FIRST_SEGMENT, first);
    for (int i = 0; i < 3; i++) {
      happen();
      CompletableFuture<Long> asked = checkpointer.ask();
      run(checkpointer);
      assertThat(asked).isCompletedWithValue(world.status().durableSequence());
      world.clock().passMillis(Duration.ofMinutes(2).toMillis());
    }
    assertThat(told.failures)
        .singleElement()
        .asString()
        .startsWith("the archive cannot be kept, and snapshots go on without it: Log damaged in ")
        .contains(FIRST_SEGMENT);
    assertThat(world.disk().contents(FIRST_SEGMENT)).as("it stays").isEqualTo(first);
  }

  private static final String ARCHIVE = "shard-000/archive";
  private static final String FIRST_SEGMENT = "shard-000/00000000000000000001.log";
  private static final Duration KEEP_LOG = Duration.ofDays(3);

  /** Two snapshots behind the first segment's end, so that it may move, and does. */
  private void fillSegments(Checkpointer checkpointer) {
    fillOneSegment();
    for (int i = 0; i < Snapshots.KEPT; i++) {
      happen();
      CompletableFuture<Long> asked = checkpointer.ask();
      run(checkpointer);
      assertThat(asked).isCompleted();
    }
  }

  /** A frame takes a block at least, and each shop is one. */
  private void fillOneSegment() {
    while (world.disk().list("shard-000").stream().filter(name -> name.endsWith(".log")).count()
        < 2) {
      happen();
    }
  }

  /** What an operator would read. */
  private static final class Told implements NodeWatch {
    final List<String> failures = new ArrayList<>();
    final List<Long> firstSequences = new ArrayList<>();

    @Override
    public void failed(int shard, String message, Throwable cause) {
      failures.add(message);
    }

    @Override
    public void dropped(int shard, long firstSequence) {
      firstSequences.add(firstSequence);
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
