package io.millrace.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a {@link FileLog} up to the durable end it is told. Owned by one thread at a time. */
final class FileLogReader implements FrameReader {

  private final LogPlace place;
  private final Segments segments;
  private final Supplier<DurableEnd> durable;
  private final long wanted;
  private long nextSequence;
  private @Nullable FrameWalk walk;

  FileLogReader(
      LogPlace place, Segments segments, Supplier<DurableEnd> durable, long fromSequence) {
    this.place = place;
    this.segments = segments;
    this.durable = durable;
    this.wanted = fromSequence;
    this.nextSequence = segments.holding(fromSequence);
  }

  @Override
  public @Nullable StoredFrame next() {
    try {
      DurableEnd end = durable.get();
      while (nextSequence <= end.sequence()) {
        FrameWalk at = position(end);
        FrameHeader header = at.next();
        if (header == null) {
          throw new LogDamaged(at.obstacle());
        }
        nextSequence = header.lastSequence() + 1;
        if (header.lastSequence() >= wanted) {
          return at.scan().stored(header);
        }
      }
      return null;
    } catch (IOException failed) {
      throw new UncheckedIOException("The log cannot be read", failed);
    }
  }

  /** The walk that stands at the next sequence, with nothing in sight that is not durable. */
  private FrameWalk position(DurableEnd end) throws IOException {
    long first = segments.holding(nextSequence);
    FrameWalk at = walk;
    if (at == null || at.scan().header().origin().segmentFirst() != first) {
      at = cross(at, first);
      walk = at;
    }
    at.scan().limit(first == end.segmentFirst() ? end.offset() : Long.MAX_VALUE);
    return at;
  }

  private FrameWalk cross(@Nullable FrameWalk from, long first) throws IOException {
    FrameWalk next = new FrameWalk(open(first));
    if (from != null) {
      from.scan().close();
      if (!from.link().equals(next.link())) {
        throw new LogDamaged(
            new BadPlace(
                next.scan().name(),
                0,
                first,
                "the segment was begun behind another frame than the one before it"));
      }
    }
    return next;
  }

  private SegmentScan open(long first) throws IOException {
    try {
      return SegmentScan.open(place, first);
    } catch (IOException failed) {
      segments.holding(nextSequence); // says so if a trim took the file away meanwhile
      throw failed;
    }
  }

  @Override
  public void close() {
    FrameWalk at = walk;
    if (at != null) {
      try {
        at.scan().close();
      } catch (IOException failed) {
        throw new UncheckedIOException("The log's file could not be closed", failed);
      }
    }
  }
}
