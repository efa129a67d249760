package io.millrace.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link FileLog} up to the durable end it is told, from the archive into the live segments
 * without a seam. A segment that moves while it is read is read to its end from where it lay: the
 * open channel holds what the directory no longer names. Owned by one thread at a time.
 */
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
    segments.holding(fromSequence);
    this.nextSequence = fromSequence;
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
    HeldSegment segment = segments.holding(nextSequence);
    FrameWalk at = walk;
    if (at == null || at.scan().header().origin().segmentFirst() != segment.first()) {
      at = cross(at, segment);
    }
    at.scan().limit(segment.first() == end.segmentFirst() ? end.offset() : Long.MAX_VALUE);
    return at;
  }

  private FrameWalk cross(@Nullable FrameWalk from, HeldSegment segment) throws IOException {
    FrameWalk next = open(segment);
    walk = next;
    if (from != null) {
      from.scan().close();
      if (!from.link().equals(next.link())) {
        throw new LogDamaged(
            new BadPlace(
                next.scan().name(),
                0,
                segment.first(),
                "the segment was begun behind another frame than the one before it"));
      }
    }
    return next;
  }

  private FrameWalk open(HeldSegment segment) throws IOException {
    try {
      return FrameWalk.open(place, segment, nextSequence);
    } catch (NoSuchFileException gone) {
      HeldSegment now = segments.holding(nextSequence); // says so if a trim took it away meanwhile
      if (now.equals(segment)) {
        throw gone;
      }
      return open(now); // it has moved into the archive
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
