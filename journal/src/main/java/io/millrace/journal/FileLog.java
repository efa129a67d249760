package io.millrace.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A log in segments of a directory.
 *
 * <p>Implementation note. Two threads touch it. The owner lays a frame out in one of two slots and
 * decides its place; the sync executor adds the checksums, writes, forces and completes the future.
 * So the writer pays one copy per frame, and builds the next while the last is being forced. All
 * blocking is on the sync executor, except while opening. A frame costs one write and one force,
 * because segments are zero-filled beforehand and a write never changes a file's length.
 */
public final class FileLog implements Log {

  /** One frame being forced, one queued behind it. */
  private static final int SLOTS = 2;

  private final FileLogSettings settings;
  private final Disk.Lock lock;
  private final LogId id;
  private final Lineage lineage;
  private final long epoch;
  private final Segments segments;
  private final Archiver archiver;
  private final Spares spares;
  private final SpaceWatch spaceWatch;

  // Owner's thread: where the next frame goes, and what was handed to the sync executor.
  private final FrameSlot[] slots = {new FrameSlot(), new FrameSlot()};
  private Origin origin;
  private long segmentBytes;
  private long position;
  private long appended;
  private int turn;
  private CompletableFuture<Long> newest;
  private @Nullable Thread owner;

  // Sync executor's thread.
  private final SegmentWriter writer;
  private Link link;

  private volatile DurableEnd durable;
  private volatile LogFigures figures = LogFigures.NONE;
  private volatile @Nullable LogFailed failure;

  // Guarded by this.
  private int pending;
  private boolean closed;
  private boolean released;

  private FileLog(
      FileLogSettings settings,
      Disk.Lock lock,
      Recovery.Opened opened,
      SegmentWriter writer,
      Spares spares) {
    SegmentHeader header = opened.header();
    this.settings = settings;
    this.lock = lock;
    this.id = header.origin().id();
    this.lineage = header.lineage();
    this.epoch = header.epoch();
    this.segments = new Segments(settings.place(), opened.segments());
    this.archiver = new Archiver(settings.place(), segments);
    this.spares = spares;
    this.spaceWatch = new SpaceWatch(settings, spares, () -> figures.bytes());
    this.origin = header.origin();
    this.segmentBytes = header.segmentBytes();
    this.position = opened.position();
    this.link = opened.link();
    this.appended = link.sequence();
    this.newest = CompletableFuture.completedFuture(appended);
    this.writer = writer;
    this.durable = new DurableEnd(origin.segmentFirst(), position, link.sequence());
  }

  /**
   * Opens the log for writing, or creates it. Blocks.
   *
   * @throws LogLocked if it is open elsewhere
   * @throws LogDamaged if acknowledged bytes are not as written; nothing was changed
   * @throws UnsupportedFormat if a newer version wrote it; nothing was changed
   */
  public static FileLog open(FileLogSettings settings) throws IOException {
    LogPlace place = settings.place();
    place.disk().createDirectories(place.directory());
    Disk.Lock lock = place.disk().lock(place.path(SegmentName.LOCK));
    try {
      Recovery.Opened opened = new Recovery(settings).run();
      Spares spares = new Spares(settings, opened.header().epoch());
      SegmentWriter writer = SegmentWriter.open(place, spares, opened.header());
      FileLog log = new FileLog(settings, lock, opened, writer, spares);
      log.spaceWatch.look();
      spares.prepare();
      settings.watch().opened().accept(opened.opening());
      return log;
    } catch (IOException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  @Override
  public LogId id() {
    return id;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long lastSequence() {
    return durable.sequence();
  }

  @Override
  public Space space() {
    spaceWatch.lookNowAndThen();
    return spaceWatch.space();
  }

  public LogFigures figures() {
    return figures;
  }

  @Override
  public boolean holds(LogId log, long sequence) {
    return log.equals(id) ? sequence <= lastSequence() : lineage.holds(log, sequence);
  }

  @Override
  public long sharedUpTo(LogId ancestor) {
    return lineage.sharedUpTo(ancestor);
  }

  @Override
  public CompletableFuture<Long> append(Frame frame) {
    checkOwner();
    LogFailed refusal = refusal();
    if (refusal != null) {
      return CompletableFuture.failedFuture(refusal);
    }
    Invariant.check(
        frame.firstSequence() == appended + 1,
        () ->
            "a frame begins where the last one ended; wanted %d, got %d"
                .formatted(appended + 1, frame.firstSequence()));
    int frameBytes = Layout.aligned(FrameHeader.BYTES + frame.payloadLength());
    Invariant.check(
        frameBytes <= settings.segmentBytes() - Layout.BLOCK_BYTES,
        "a frame fits into an empty segment; raise the segment size");
    admit();
    boolean rolls = position + frameBytes > segmentBytes;
    if (rolls) {
      origin = new Origin(id, origin.shard(), frame.firstSequence());
      segmentBytes = settings.segmentBytes();
      position = Layout.BLOCK_BYTES;
    }
    FrameSlot slot = slots[turn];
    turn = (turn + 1) % SLOTS;
    slot.fill(origin, epoch, position, frame);
    Pending next = new Pending(frame, slot, position, rolls, new CompletableFuture<>());
    position += frameBytes;
    appended = frame.lastSequence();
    newest = next.future();
    try {
      settings.threads().sync().execute(() -> sync(next));
    } catch (RejectedExecutionException rejected) {
      finish(next, fail("the sync executor takes no more work", rejected));
    }
    return next.future();
  }

  /** A frame on its way; what the frame object's payload holds may be overwritten by now. */
  private record Pending(
      Frame frame, FrameSlot slot, long offset, boolean rolls, CompletableFuture<Long> future) {}

  @Override
  public CompletableFuture<Long> barrier() {
    checkOwner();
    LogFailed failed = failure;
    return failed == null ? newest.copy() : CompletableFuture.failedFuture(failed);
  }

  @Override
  public FrameReader read(long fromSequence) {
    Invariant.check(fromSequence >= 1, "sequences begin at 1");
    long last = durable.sequence();
    if (fromSequence > last + 1) {
      throw new AheadOfLogException(fromSequence, last);
    }
    return new FileLogReader(settings.place(), segments, () -> durable, fromSequence);
  }

  @Override
  public long readableBehind(long sequence) {
    HeldSegment next = segments.behind(sequence);
    return next == null ? lastSequence() + 1 : next.first();
  }

  @Override
  public long firstSequence() {
    return segments.oldest().first();
  }

  @Override
  public void trim(long toSequence) {
    try {
      archiver.trim(toSequence);
    } catch (IOException failed) {
      throw new UncheckedIOException("A sealed segment could not be deleted", failed);
    }
  }

  /** Moves this log's sealed segments into its archive, for whoever has the time. */
  public Archiver archiver() {
    return archiver;
  }

  @Override
  public boolean archiveSome(long upToSequence) throws IOException {
    archiver.moveUpTo(upToSequence);
    return archiver.step();
  }

  @Override
  public boolean dropArchived(long beforeMillis) throws IOException {
    return archiver.dropOldest(beforeMillis);
  }

  /** The first to append owns the log: it may have been opened on another thread. */
  private void checkOwner() {
    Thread current = Thread.currentThread();
    if (owner == null) {
      owner = current;
    }
    Invariant.check(
        current.equals(owner),
        () -> "only %s appends; hand the frame to it instead of %s".formatted(owner, current));
  }

  private synchronized @Nullable LogFailed refusal() {
    LogFailed failed = failure;
    return failed == null && closed ? new LogFailed("The log is closed") : failed;
  }

  private synchronized void admit() {
    Invariant.check(pending < SLOTS, "one frame may wait behind the one being forced");
    pending++;
  }

  private void sync(Pending next) {
    LogFailed refusal = refusal();
    if (refusal == null) {
      try {
        write(next);
      } catch (IOException cause) {
        refusal = fail("a frame could not be made durable", cause);
      } catch (RuntimeException | Error cause) {
        finish(next, fail("a frame was not written because of a fault in the program", cause));
        throw cause;
      }
    }
    finish(next, refusal);
  }

  private void write(Pending next) throws IOException {
    if (next.rolls()) {
      boolean hadSpare = spares.ready() > 0;
      writer.roll(link);
      segments.add(link.sequence() + 1);
      spares.prepare();
      spaceWatch.lookSoon();
      figures = figures.withRoll(hadSpare);
    }
    int crc = FrameHeader.seal(next.slot().bytes(), link.crc());
    long frameBytes = next.slot().bytes().remaining();
    writer.write(next.slot().bytes(), next.offset());
    long begun = settings.watch().nanos().getAsLong();
    if (settings.durability() == Durability.FSYNC) {
      writer.force();
    }
    long took = settings.watch().nanos().getAsLong() - begun;
    Frame frame = next.frame();
    link = new Link(frame.lastSequence(), crc, epoch, frame.timeMillis(), frame.digestAfter());
    figures = figures.withFrame(frameBytes, took);
    durable =
        new DurableEnd(
            writer.header().origin().segmentFirst(),
            next.offset() + frameBytes,
            frame.lastSequence());
  }

  private synchronized LogFailed fail(String what, Throwable cause) {
    LogFailed known = failure;
    if (known != null) {
      return known;
    }
    LogFailed first = new LogFailed("The log failed: " + what, cause);
    failure = first;
    return first;
  }

  /** Frees the slot before the future tells, because whoever is told may append at once. */
  private void finish(Pending done, @Nullable LogFailed failed) {
    try {
      synchronized (this) {
        pending--;
        releaseWhenIdle();
      }
    } finally {
      if (failed == null) {
        done.future().complete(done.frame().lastSequence());
      } else {
        done.future().completeExceptionally(failed);
      }
    }
  }

  @Override
  public void close() {
    archiver.close();
    synchronized (this) {
      closed = true;
      spares.close();
      releaseWhenIdle();
    }
  }

  private void releaseWhenIdle() {
    if (!closed || released || pending > 0) {
      return;
    }
    released = true;
    try {
      try {
        writer.close();
      } finally {
        lock.close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("The log's files could not be closed", failed);
    }
  }
}
