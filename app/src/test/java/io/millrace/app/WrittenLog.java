package io.millrace.app;

import io.millrace.engine.Engine;
import io.millrace.engine.EngineLimits;
import io.millrace.journal.FileLog;
import io.millrace.journal.FileLogSettings;
import io.millrace.journal.FileSystemDisk;
import io.millrace.journal.Frame;
import io.millrace.journal.LogId;
import io.millrace.journal.LogPlace;
import io.millrace.journal.LogThreads;
import io.millrace.journal.SnapshotMark;
import io.millrace.journal.SnapshotWriter;
import io.millrace.journal.Snapshots;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.MovementCause;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.PricedLine;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.ShopSettings;
import io.millrace.model.SkuDescription;
import io.millrace.model.SkuId;
import io.millrace.model.SlotTable;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.Opened;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.ShopDefined;
import io.millrace.model.fact.ShopFact;
import io.millrace.model.fact.SkuDefined;
import io.millrace.model.fact.StockMoved;
import io.millrace.model.wire.FactEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;

/** A data directory with a log of one fact a frame, written as a node writes it. */
public final class WrittenLog implements AutoCloseable {

  public static final long FIRST_ORDER = 1L << 40;
  public static final long SECOND_ORDER = FIRST_ORDER + 1;

  /** Small, so that a log of a few facts has several segments. */
  private static final long SEGMENT_BYTES = 16 << 10;

  private static final long TIME = 1_700_000_000_000L;
  public static final SkuId MUG = new SkuId("mug");
  private static final SkuId CUP = new SkuId("cup");
  private static final Currency CNY = Currency.getInstance("CNY");

  private final FileLog log;
  private final Engine engine = new Engine(0, EngineLimits.DEFAULT);
  private long sequence;
  private long shopSequence;

  private WrittenLog(FileLog log) {
    this.log = log;
  }

  public static WrittenLog in(Path data) throws IOException {
    LogPlace place = new LogPlace(new FileSystemDisk(), data.resolve("shard-000").toString(), 0);
    FileLogSettings settings =
        FileLogSettings.of(
                place, () -> new LogId(1, 2), new LogThreads(Runnable::run, Runnable::run))
            .withSegmentBytes(SEGMENT_BYTES);
    return new WrittenLog(FileLog.open(settings));
  }

  /** A shop with ten mugs and ten cups, an order for each, and the mug's order cancelled. */
  public void writeLife() {
    write(new Opened(1, 2, 1, 0, 1, SlotTable.dealt(1)), 0);
    ZoneId utc = ZoneId.of("UTC");
    write(
        new ShopDefined(new ShopSettings("Demo", CNY, utc, Duration.ofMinutes(30), List.of()), 1));
    define(MUG);
    define(CUP);
    write(new StockMoved(1L << 30, MUG, 10, MovementCause.RECEIVED, null, 1));
    write(new StockMoved((1L << 30) + 1, CUP, 10, MovementCause.RECEIVED, "D-1", 1));
    write(order(FIRST_ORDER, MUG, 1));
    write(order(SECOND_ORDER, CUP, 2));
    write(new OrderCancelled(new OrderId(FIRST_ORDER), null, OrderStatus.CANCELLED, 2));
  }

  private void define(SkuId sku) {
    write(new SkuDefined(sku, new SkuDescription("Thing", 100, null, null, null, true), 1));
  }

  public static OrderPlaced order(long id, SkuId sku, int quantity) {
    return new OrderPlaced(
        new OrderId(id),
        new BuyerId("b1"),
        List.of(new PricedLine(sku, "Thing", quantity, 100, false)),
        List.of(),
        CNY,
        100L * quantity,
        TIME + 1,
        null,
        List.of(),
        null);
  }

  public void write(Fact fact) {
    write(fact, 0);
  }

  /** With a digest that is off by so much. */
  void write(Fact fact, long off) {
    boolean ofShop = fact instanceof ShopFact;
    Recorded recorded =
        new Recorded(
            1,
            ofShop ? new ShopId("demo") : null,
            ofShop ? ++shopSequence : 0,
            ofShop ? Actor.OPERATOR : Actor.NODE,
            null,
            fact);
    engine.apply(recorded, TIME);
    FactEncoder encoder = new FactEncoder();
    encoder.add(recorded);
    log.append(
            new Frame(
                ++sequence, 1, TIME, engine.digest() + off, encoder.array(), encoder.length()))
        .join();
  }

  /** As a later release would, whose facts this build's engine does not apply. */
  void writeUnread(Recorded recorded) {
    FactEncoder encoder = new FactEncoder();
    encoder.add(recorded);
    log.append(new Frame(++sequence, 1, TIME, engine.digest(), encoder.array(), encoder.length()))
        .join();
  }

  /** Moves what is sealed into the archive. */
  void archive() throws IOException {
    log.archiver().moveUpTo(Long.MAX_VALUE);
    while (log.archiver().step()) {
      // each step does some of it
    }
  }

  /** A snapshot after the last frame, with a digest that is off by so much. */
  public void snapshot(Path data, long off) throws IOException {
    snapshot(data, off, 1);
  }

  /** The same of a later level. */
  void snapshot(Path data, long off, int level) throws IOException {
    Snapshots snapshots =
        new Snapshots(
            new FileSystemDisk(), data.resolve("shard-000").resolve("snapshots").toString(), 0);
    snapshots.prepare();
    SnapshotMark mark =
        new SnapshotMark(log.id(), 0, log.epoch(), sequence, TIME, engine.digest() + off, level);
    try (SnapshotWriter writer = snapshots.begin(mark)) {
      writer.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      writer.publish();
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
