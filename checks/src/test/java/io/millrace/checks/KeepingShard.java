package io.millrace.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.BadPlace;
import io.millrace.journal.Disk;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.LogInspector;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.LogWatch;
import io.millrace.journal.Snapshots;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Fingerprint;
import io.millrace.model.MovementCause;
import io.millrace.model.Outcome;
import io.millrace.model.Precondition;
import io.millrace.model.Request;
import io.millrace.model.RequestKey;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.WantedLine;
import io.millrace.model.answer.Answer;
import io.millrace.model.answer.OrderPlacedView;
import io.millrace.model.answer.OrderView;
import io.millrace.model.answer.StockView;
import io.millrace.model.command.Change;
import io.millrace.model.command.DefineShop;
import io.millrace.model.command.DefineSku;
import io.millrace.model.command.MoveStock;
import io.millrace.model.command.PlaceOrder;
import io.millrace.model.command.Query;
import io.millrace.model.command.ReadOrder;
import io.millrace.model.command.ReadStock;
import io.millrace.model.refusal.Code;
import io.millrace.node.Checkpointer;
import io.millrace.node.IngressLimits;
import io.millrace.node.LogSource;
import io.millrace.node.NodeSettings;
import io.millrace.node.NodeWatch;
import io.millrace.node.Reply;
import io.millrace.node.Shard;
import io.millrace.node.ShardStatus;
import io.millrace.testkit.SimulatedClock;
import io.millrace.testkit.TaskQueue;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A shard with its checkpointer on any disk, moved by hand, and a shop in it whose client remembers
 * what it was told. A frame is a block of 4 KiB here, and three fill a segment.
 */
final class KeepingShard {

  private static final long START_MILLIS = 1_800_000_000_000L;
  private static final long SEGMENT_BYTES = 16 << 10;
  private static final String LOG = "shard-000";
  private static final String ARCHIVE = LOG + "/archive";
  private static final String SNAPSHOTS = "snapshots";
  private static final ShopId SHOP = new ShopId("mill");
  private static final SkuId SKU = new SkuId("flour");
  private static final int STOCK = 1_000;
  private static final NodeSettings SETTINGS =
      new NodeSettings(
          1, NodeSettings.MAX_STOP_DEFAULT, false, EngineLimits.DEFAULT, IngressLimits.DEFAULT);

  private final Disk disk;
  private final SimulatedClock clock = new SimulatedClock(START_MILLIS);

  /** Orders by the number of their key, as they were acknowledged. */
  private final Map<Integer, OrderPlacedView> told = new TreeMap<>();

  private TaskQueue sync = new TaskQueue();
  private TaskQueue spare = new TaskQueue();
  private Shard shard;
  private Checkpointer checkpointer;
  private int lastKey;

  KeepingShard(Disk disk) {
    this.disk = disk;
    this.shard = boot();
    this.checkpointer = keeper();
  }

  /** A new process, on whatever the disk has. */
  void begin() {
    sync = new TaskQueue();
    spare = new TaskQueue();
    shard = boot();
    checkpointer = keeper();
    settle();
  }

  private Shard boot() {
    LogThreads threads = new LogThreads(task -> sync.execute(task), task -> spare.execute(task));
    FileLogSettings log =
        FileLogSettings.of(new LogPlace(disk, LOG, 0), () -> new LogId(42, 43), threads)
            .withSegmentBytes(SEGMENT_BYTES)
            .withWatch(new LogWatch(opening -> {}, clock::monotonicNanos));
    LogSource logs =
        new LogSource() {
          @Override
          public Log open(int any) throws IOException {
            return FileLog.open(log);
          }

          @Override
          public Snapshots snapshots(int any) {
            return KeepingShard.this.snapshots();
          }
        };
    return new Shard(
        0, SETTINGS, KeepingShard::engine, logs, clock, List.of(), NodeWatch.NONE, () -> {});
  }

  private Checkpointer keeper() {
    Checkpointer.Shape shape =
        new Checkpointer.Shape(
            0,
            1,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            snapshots(),
            KeepingShard::engine,
            shard::servedLog,
            null);
    return new Checkpointer(shape, clock, NodeWatch.NONE);
  }

  private static Engine engine() {
    return new Engine(0, EngineLimits.DEFAULT);
  }

  private Snapshots snapshots() {
    return new Snapshots(disk, SNAPSHOTS, 0);
  }

  ShardStatus.Phase phase() {
    return shard.status().phase();
  }

  int acknowledged() {
    return told.size();
  }

  /** Until neither shard nor disk has anything to do. */
  void settle() {
    do {
      while (shard.step()) {
        // each turn does some of it
      }
      spare.runAll();
    } while (sync.runOne());
  }

  void openShop() {
    settle();
    ShopSettings settings =
        new ShopSettings("Mill", Shoppers.CNY, ZoneOffset.UTC, Duration.ofMinutes(30), List.of());
    for (Change change :
        List.of(
            new DefineShop(settings),
            new DefineSku(SKU, new SkuDescription("Flour", 100, null, null, null, true)),
            new MoveStock(SKU, STOCK, MovementCause.RECEIVED, null))) {
      assertThat(submit(change, ++lastKey)).isInstanceOf(Reply.Decided.class);
    }
  }

  /** Each in a frame of its own. Remembered as soon as it is acknowledged, and not before. */
  void placeOrders(int count) {
    for (int i = 0; i < count; i++) {
      place(++lastKey);
    }
  }

  /** Who is told that nobody knows asks again with the same key, once the shard serves. */
  private void place(int key) {
    Reply reply = submit(order(), key);
    if (reply instanceof Reply.Failed(Code code, _)) {
      assertThat(code).isEqualTo(Code.OUTCOME_UNKNOWN);
      settle();
      assertThat(phase()).as("%s", shard.status()).isEqualTo(ShardStatus.Phase.SERVING);
      reply = submit(order(), key);
    }
    told.put(key, placed(reply));
  }

  private static PlaceOrder order() {
    return new PlaceOrder(
        new BuyerId("anna"),
        List.of(new WantedLine(SKU, 1)),
        null,
        null,
        List.of(),
        null,
        List.of());
  }

  private Reply submit(Change change, int key) {
    Actor actor = change instanceof DefineShop ? Actor.OPERATOR : Actor.merchant("k");
    RequestKey once = new RequestKey(new Fingerprint(key, 1), new Fingerprint(key, 2));
    CompletableFuture<Reply> reply =
        shard.submit(new Request(SHOP, actor, once, Precondition.NONE, change));
    settle();
    return reply.join();
  }

  private static OrderPlacedView placed(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Decided.class);
    return (OrderPlacedView)
        switch (((Reply.Decided) reply).outcome()) {
          case Outcome.Accepted accepted -> accepted.answer();
          case Outcome.Replayed replayed -> replayed.answer();
          case Outcome.Answered _, Outcome.Refused _ -> throw new AssertionError(reply);
        };
  }

  private Answer ask(Query query) {
    CompletableFuture<Reply> reply = shard.submit(Request.of(SHOP, Actor.OPERATOR, query));
    settle();
    if (reply.join() instanceof Reply.Decided decided
        && decided.outcome() instanceof Outcome.Answered answered) {
      return answered.answer();
    }
    throw new AssertionError(query + " was not answered: " + reply.join());
  }

  /** A snapshot, an older one dropped, and all moved into the archive that may. */
  void keep() {
    CompletableFuture<Long> asked = checkpointer.ask();
    stepKeeper();
    assertThat(asked).isCompletedWithValue(shard.status().durableSequence());
  }

  /** The same where the disk may refuse: then it is tried again when the time has come. */
  void keepInTheEnd() {
    CompletableFuture<Long> asked = checkpointer.ask();
    stepKeeper();
    if (asked.isCompletedExceptionally()) {
      clock.passMillis(Duration.ofMinutes(2).toMillis());
      settle();
      keep();
    }
  }

  private void stepKeeper() {
    while (checkpointer.step()) {
      // each step does some of it
    }
    assertThat(checkpointer.halted()).isFalse();
  }

  /** All that was acknowledged is there, under its key, in the stock, and in a whole log. */
  void check() throws IOException {
    assertThat(phase()).as("%s", shard.status()).isEqualTo(ShardStatus.Phase.SERVING);
    for (Map.Entry<Integer, OrderPlacedView> one : told.entrySet()) {
      OrderView read = (OrderView) ask(new ReadOrder(one.getValue().placed().order()));
      assertThat(read.placed()).isEqualTo(one.getValue().placed());
      assertThat(placed(submit(order(), one.getKey()))).isEqualTo(one.getValue());
    }
    if (!told.isEmpty()) {
      StockView stock = (StockView) ask(new ReadStock(SKU));
      assertThat(stock.held()).isBetween((long) told.size(), told.size() + 1L);
      assertThat(stock.onHand()).isEqualTo(STOCK);
    }
    assertThat(new LogInspector(disk, LOG).verify().badPlaces()).isEmpty();
    for (long sequence : snapshots().newestFirst()) {
      Optional<BadPlace> bad = snapshots().verify(sequence);
      assertThat(bad).isEmpty();
    }
  }

  /** The next process tidies up: nothing unfinished, two snapshots, and the log in one piece. */
  void checkKept() throws IOException {
    assertThat(snapshots().newestFirst()).hasSize(Snapshots.KEPT);
    for (String directory : List.of(LOG, ARCHIVE, SNAPSHOTS)) {
      assertThat(disk.list(directory)).noneMatch(name -> name.endsWith(".tmp") && !isSpare(name));
    }
  }

  private static boolean isSpare(String name) {
    return name.startsWith("spare");
  }
}
