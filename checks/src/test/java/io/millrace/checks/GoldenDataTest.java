package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.Snapshots;
import io.millrace.model.Actor;
import io.millrace.model.Outcome;
import io.millrace.model.Request;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.OrderPage;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.QueueView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.FindOrder;
import io.millrace.model.command.FindShipment;
import io.millrace.model.command.ListOrdersOfBuyer;
import io.millrace.model.command.ListStuckOrders;
import io.millrace.model.command.Query;
import io.millrace.model.command.ReadQueue;
import io.millrace.model.command.ReadStock;
import io.millrace.node.DurableFrame;
import io.millrace.node.Follower;
import io.millrace.node.IngressLimits;
import io.millrace.node.LogSource;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.node.ShardStatus.Phase;
import io.millrace.testkit.SimulatedClock;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The data directory that {@link GoldenNode} wrote, under today's code: by each snapshot and by
 * none it comes to the state of then. Each frame holds the digest of then, and each replay compares
 * it.
 */
public final class GoldenDataTest {

  /** What level 1 can say. A fact that it gets before its release may be added to the story. */
  private static final Set<String> FACTS =
      new TreeSet<>(
          Set.of(
              "BuyerSecretIssued",
              "CompletionPostponed",
              "LeaseExtended",
              "MerchantKeyIssued",
              "MerchantKeyRevoked",
              "Opened",
              "OrderCancelled",
              "OrderCompleted",
              "OrderExpired",
              "OrderExtended",
              "OrderMarkedPaid",
              "OrderPlaced",
              "OrderShipped",
              "OrderStuck",
              "QueueDefined",
              "RevivalStarted",
              "ShipmentDelivered",
              "ShopDefined",
              "SkuBatchAnswered",
              "SkuDefined",
              "StockMoved",
              "TaskDied",
              "TaskDone",
              "TaskDue",
              "TaskEnded",
              "TaskPostponed",
              "TaskReturned",
              "TaskRevived",
              "TaskScheduled",
              "TasksLeased",
              "TasksRevived",
              "TimePassed"));

  @TempDir Path copies;

  private final Properties story = new Properties();
  private final Set<String> types = new TreeSet<>();
  private long restored;
  private long lastDigest;
  private Path data;

  /** Where it lies. */
  public static Path golden() {
    return Path.of("src", "test", "resources", "golden", "level-1").toAbsolutePath();
  }

  /** What {@link GoldenNode} told of it. */
  public static Properties story() throws IOException {
    Properties told = new Properties();
    try (Reader file = Files.newBufferedReader(golden().resolve(GoldenNode.STORY))) {
      told.load(file);
    }
    return told;
  }

  /** {@code cp -a}, without what only says that these files are no text. */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @BeforeEach
  void take() throws IOException {
    data = copies.resolve("data");
    copy(golden().resolve("data"), data);
    story.putAll(story());
  }

  @Test
  void shouldBeginWithTheSnapshotAndBeTheNodeOfThen() throws IOException {
    Shard shard = start(true);
    assertThat(restored).isEqualTo(told("snapshot.sequence")).isPositive();
    lookAround(shard);
  }

  @Test
  void shouldBeginWithTheOlderSnapshotToo() throws IOException {
    List<Long> newestFirst = snapshots().newestFirst();
    assertThat(newestFirst).hasSize(Snapshots.KEPT);
    Files.delete(
        data.resolve("shard-000/snapshots/%020d.snapshot".formatted(newestFirst.getFirst())));
    Shard shard = start(true);
    assertThat(restored).isEqualTo(newestFirst.getLast());
    lookAround(shard);
  }

  @Test
  void shouldReplayTheArchiveOfBothLogsToTheSameState() throws IOException {
    lookAround(start(true));
    long digest = lastDigest;
    data = copies.resolve("again");
    copy(golden().resolve("data"), data);
    types.clear();
    Shard shard = start(false);
    assertThat(restored).isZero();
    assertThat(lastDigest).as("of the opening, by the snapshot and by all facts").isEqualTo(digest);
    assertThat(types).containsAll(FACTS);
    lookAround(shard);
  }

  private long told(String name) {
    return Long.parseLong(story.getProperty(name));
  }

  private void lookAround(Shard shard) {
    assertThat(shard.status().phase()).as(shard.status().detail()).isEqualTo(Phase.SERVING);
    assertThat(shard.status().durableSequence()).isEqualTo(told("last.sequence") + 1);
    OrderPage all = (OrderPage) ask(shard, new ListOrdersOfBuyer(GoldenNode.ANNA, null, 200));
    assertThat(status(all, "bought")).isEqualTo("COMPLETED");
    assertThat(status(all, "given")).isEqualTo("CANCELLED");
    assertThat(status(all, "extended")).isEqualTo("PENDING_PAYMENT");
    assertThat(status(all, "expired")).isEqualTo("EXPIRED");
    assertThat(status(all, "stuck")).isEqualTo("PAID");
    assertThat(status(all, "postponed")).isEqualTo("SHIPPED");
    assertThat(status(all, "tail")).isEqualTo("PENDING_PAYMENT");

    OrderPage found = (OrderPage) ask(shard, new FindOrder(GoldenNode.REFERENCE));
    OrderView bought = found.items().getFirst();
    assertThat(bought.placed().total()).isEqualTo(4_484);
    assertThat(bought.placed().lines().getFirst().name()).isEqualTo("Tasse für Tee 茶");
    assertThat(bought.shipments()).hasSize(2);
    assertThat(ask(shard, new FindShipment("parcel-2"))).isNotNull();
    OrderPage stuck = (OrderPage) ask(shard, new ListStuckOrders(null, 200));
    assertThat(stuck.items().stream().map(order -> order.placed().order().toString()))
        .containsExactly(story.getProperty("order.stuck"));

    StockView cups = (StockView) ask(shard, new ReadStock(GoldenNode.CUP));
    assertThat(List.of(cups.onHand(), cups.available(), cups.shipped()))
        .containsExactly(7L, 7L, 3L);
    StockView tea = (StockView) ask(shard, new ReadStock(GoldenNode.TEA));
    assertThat(List.of(tea.onHand(), tea.held(), tea.committed(), tea.shipped()))
        .containsExactly(16L, 9L, 2L, 3L);
    QueueView jobs = (QueueView) ask(shard, new ReadQueue(GoldenNode.JOBS));
    assertThat(jobs.counts()).isEqualTo(new QueueView.Counts(1, 2, 0, 0));
    askAgainForTheLastOrder(shard);
  }

  private void askAgainForTheLastOrder(Shard shard) {
    Request request =
        GoldenNode.request(
            GoldenNode.order(List.of(new WantedLine(GoldenNode.TEA, 1)), null, null),
            (int) told("tail.key"));
    Outcome outcome = ((Reply.Decided) reply(shard, request)).outcome();
    OrderPlacedView again = (OrderPlacedView) ((Outcome.Replayed) outcome).answer();
    assertThat(again.placed().order().toString()).isEqualTo(story.getProperty("order.tail"));
  }

  private String status(OrderPage all, String name) {
    String id = story.getProperty("order." + name);
    return all.items().stream()
        .filter(order -> order.placed().order().toString().equals(id))
        .findFirst()
        .orElseThrow()
        .status()
        .name();
  }

  private Snapshots snapshots() {
    return new Snapshots(new FileSystemDisk(), data.resolve("shard-000/snapshots").toString(), 0);
  }

  /** A second after the story ended. */
  private Shard start(boolean withSnapshots) {
    FileLogSettings log =
        FileLogSettings.of(
            new LogPlace(new FileSystemDisk(), data.resolve("shard-000").toString(), 0),
            () -> new LogId(1, 1),
            new LogThreads(Runnable::run, Runnable::run));
    LogSource logs =
        new LogSource() {
          @Override
          public Log open(int any) throws IOException {
            return FileLog.open(log.withSegmentBytes(1 << 20));
          }

          @Override
          public @Nullable Snapshots snapshots(int any) {
            return withSnapshots ? GoldenDataTest.this.snapshots() : null;
          }
        };
    NodeWatch watch =
        new NodeWatch() {
          @Override
          public void restored(int any, long sequence, long bytes) {
            restored = sequence;
          }
        };
    Follower follower = this::hear;
    Shard shard =
        new Shard(
            0,
            new NodeSettings(
                1,
                NodeSettings.MAX_STOP_DEFAULT,
                false,
                EngineLimits.DEFAULT,
                IngressLimits.DEFAULT),
            () -> new Engine(0, EngineLimits.DEFAULT),
            logs,
            new SimulatedClock(told("last.millis") + 1_000),
            List.of(follower),
            watch,
            () -> {});
    step(shard);
    return shard;
  }

  private void hear(DurableFrame frame) {
    frame.facts().forEach(recorded -> types.add(recorded.fact().getClass().getSimpleName()));
    lastDigest = frame.digestAfter();
  }

  private static Answer ask(Shard shard, Query query) {
    Reply reply = reply(shard, Request.of(GoldenNode.SHOP, Actor.OPERATOR, query));
    return ((Outcome.Answered) ((Reply.Decided) reply).outcome()).answer();
  }

  private static Reply reply(Shard shard, Request request) {
    CompletableFuture<Reply> reply = shard.submit(request);
    step(shard);
    assertThat(reply).isDone();
    return reply.join();
  }

  private static void step(Shard shard) {
    while (shard.step()) {
      // until it has nothing to do
    }
  }
}
