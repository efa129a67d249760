package io.millrace.testkit;

import io.millrace.journal.Frame;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.LogId;
import io.millrace.journal.Space;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Actor;
import io.millrace.model.BuyerId;
import io.millrace.model.Level;
import io.millrace.model.OrderId;
import io.millrace.model.OrderStatus;
import io.millrace.model.PricedLine;
import io.millrace.model.Recorded;
import io.millrace.model.ShopId;
import io.millrace.model.SkuId;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderCancelled;
import io.millrace.model.fact.OrderMarkedPaid;
import io.millrace.model.fact.OrderPlaced;
import io.millrace.model.fact.TimePassed;
import io.millrace.model.wire.FactEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A log of orders that nobody decided, written by hand. It counts how much is read. */
public final class OrderLog implements Log {
  public static final ShopId SHOP = new ShopId("mill");
  private static final Currency CNY = Currency.getInstance("CNY");
  private static final long TIME_MILLIS = 1_800_000_000_000L;

  private final AtomicLong framesRead = new AtomicLong();
  private final AtomicLong readers = new AtomicLong();
  private final FactEncoder encoder = new FactEncoder();
  private final @Nullable MemoryLogStore store;
  private final Log log;
  private final LogId id;
  private long positions;

  /** In memory, with one fact that is about nobody. */
  public OrderLog() {
    this(new MemoryLogStore(new LogId(7, 9), 0), new LogId(7, 9));
    pass(1);
  }

  /** The same in a log that is empty, and makes durable at once. */
  public OrderLog(Log empty) {
    this(null, empty, empty.id());
    pass(1);
  }

  private OrderLog(MemoryLogStore store, LogId id) {
    this(store, MemoryLog.open(store, Runnable::run), id);
  }

  private OrderLog(@Nullable MemoryLogStore store, Log log, LogId id) {
    this.store = store;
    this.log = log;
    this.id = id;
  }

  /** The same log, opened once more. Only what is in memory. */
  public OrderLog reopened() {
    return reopened(id);
  }

  /**
   * A log of its own that holds what this one holds, as a start on the copy of a backup has it.
   * This one is not to be written any more.
   */
  public OrderLog copied() {
    return reopened(new LogId(id.high(), id.low() + 1));
  }

  private OrderLog reopened(LogId as) {
    OrderLog again = new OrderLog(Objects.requireNonNull(store), as);
    again.positions = positions;
    return again;
  }

  public OrderId place(BuyerId buyer) {
    return place(buyer, 1).getFirst();
  }

  /** So many orders of a buyer, in one frame. */
  public List<OrderId> place(BuyerId buyer, int orders) {
    List<OrderId> placed = new ArrayList<>();
    List<Recorded> facts = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      OrderId order = new OrderId(lastSequence() + 1_000 + i);
      placed.add(order);
      facts.add(recorded(placed(order, buyer)));
    }
    append(facts);
    return placed;
  }

  private static OrderPlaced placed(OrderId order, BuyerId buyer) {
    return new OrderPlaced(
        order,
        buyer,
        List.of(new PricedLine(new SkuId("flour"), "Flour", 1, 100, true)),
        List.of(),
        CNY,
        100,
        TIME_MILLIS,
        null,
        List.of(),
        null);
  }

  public void cancel(OrderId order) {
    write(new OrderCancelled(order, null, OrderStatus.CANCELLED, 2));
  }

  public void pay(OrderId order) {
    write(new OrderMarkedPaid(order, 100, "bank", TIME_MILLIS, 0, OrderStatus.PAID, 2));
  }

  private void write(Fact fact) {
    append(List.of(recorded(fact)));
  }

  private Recorded recorded(Fact fact) {
    return new Recorded(Level.CURRENT, SHOP, ++positions, Actor.OPERATOR, null, fact);
  }

  /** So many facts that are about nobody, in one frame. */
  public void pass(int facts) {
    Recorded passed = new Recorded(Level.CURRENT, null, 0, Actor.NODE, null, new TimePassed());
    append(new ArrayList<>(Collections.nCopies(facts, passed)));
  }

  private void append(List<Recorded> facts) {
    encoder.truncate(0);
    facts.forEach(encoder::add);
    var _ =
        append(
            new Frame(
                lastSequence() + 1,
                facts.size(),
                TIME_MILLIS + lastSequence(),
                0,
                encoder.array(),
                encoder.length()));
  }

  /** How often somebody began to read it. */
  public long readers() {
    return readers.get();
  }

  /** By all who read it. */
  public long framesRead() {
    return framesRead.get();
  }

  @Override
  public FrameReader read(long fromSequence) {
    readers.incrementAndGet();
    FrameReader reader = log.read(fromSequence);
    return new FrameReader() {
      @Override
      public @Nullable StoredFrame next() {
        StoredFrame frame = reader.next();
        if (frame != null) {
          framesRead.incrementAndGet();
        }
        return frame;
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  @Override
  public long readableBehind(long sequence) {
    return log.readableBehind(sequence);
  }

  @Override
  public LogId id() {
    return id;
  }

  @Override
  public long epoch() {
    return log.epoch();
  }

  @Override
  public long lastSequence() {
    return log.lastSequence();
  }

  @Override
  public long firstSequence() {
    return log.firstSequence();
  }

  @Override
  public boolean holds(LogId other, long sequence) {
    return log.holds(other.equals(id) ? log.id() : other, sequence);
  }

  @Override
  public long sharedUpTo(LogId ancestor) {
    return log.sharedUpTo(ancestor);
  }

  @Override
  public CompletableFuture<Long> append(Frame frame) {
    return log.append(frame);
  }

  @Override
  public CompletableFuture<Long> barrier() {
    return log.barrier();
  }

  @Override
  public Space space() {
    return log.space();
  }

  @Override
  public boolean archiveSome(long upToSequence) throws IOException {
    return log.archiveSome(upToSequence);
  }

  @Override
  public boolean dropArchived(long beforeMillis) throws IOException {
    return log.dropArchived(beforeMillis);
  }

  @Override
  public void trim(long toSequence) {
    log.trim(toSequence);
  }

  @Override
  public void close() {
    log.close();
  }
}
