package io.millrace.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One segment on its way into the archive: packed under an unfinished name, read back from that
 * file frame by frame, and then ready for its name. Nothing that anybody else can see changes
 * before {@link #publish}. Owned by the {@link Archiver}.
 */
final class SegmentMove implements AutoCloseable {

  private static final long STEP_BYTES =
      (long) SegmentPacker.BLOCKS_PER_STEP * PackedFormat.BLOCK_BYTES;

  private final LogPlace place;
  private final Segments.Sealed segment;
  private final String unfinished;
  private final List<Closeable> open = new ArrayList<>();
  private @Nullable SegmentPacker packer;
  private @Nullable FrameWalk readBack;
  private boolean packed;

  SegmentMove(LogPlace place, Segments.Sealed segment) {
    this.place = place;
    this.segment = segment;
    this.unfinished =
        place.archivePath(SegmentName.packed(segment.first()) + SegmentName.UNFINISHED);
  }

  long first() {
    return segment.first();
  }

  /** Does some of it; false when the packed file is on the disk and was read back. */
  boolean step() throws IOException {
    if (packed) {
      return readBack();
    }
    SegmentPacker packing = packer;
    if (packing == null) {
      packing = begin();
      packer = packing;
    }
    packed = !packing.step();
    return true;
  }

  private SegmentPacker begin() throws IOException {
    place.disk().createDirectories(place.archive());
    Link last;
    try (SegmentScan next = SegmentScan.open(place, new HeldSegment(segment.next(), false))) {
      last = next.header().before();
    }
    HeldSegment source = new HeldSegment(segment.first(), false);
    SegmentScan frames = SegmentScan.open(place, source);
    open.add(frames);
    SegmentScan raw = SegmentScan.open(place, source);
    open.add(raw);
    DiskFile target = place.disk().open(unfinished, Disk.Access.CREATE);
    open.add(target);
    return new SegmentPacker(frames, raw, last, target);
  }

  private boolean readBack() throws IOException {
    FrameWalk walk = readBack;
    if (walk == null) {
      PackedSegment made = PackedSegment.open(place.disk(), unfinished, segment.first());
      walk = new FrameWalk(SegmentScan.of(unfinished, segment.first(), made));
      open.add(walk.scan());
      readBack = walk;
    }
    long lastSequence = segment.next() - 1;
    long enough = walk.position() + STEP_BYTES;
    while (walk.position() < enough && walk.link().sequence() < lastSequence) {
      if (walk.next() == null) {
        throw new LogDamaged(walk.obstacle());
      }
    }
    return walk.link().sequence() < lastSequence;
  }

  /** Gives the packed file its name, durably. The segment then lies in both places. */
  void publish() throws IOException {
    place.disk().rename(unfinished, place.archivePath(SegmentName.packed(segment.first())));
    place.disk().forceDirectory(place.archive());
  }

  /** Closes what is open. What was not published is deleted. */
  @Override
  public void close() {
    try {
      SegmentPacker packing = packer;
      if (packing != null) {
        packing.close();
      }
      for (Closeable file : open) {
        file.close();
      }
      if (packing != null) {
        place.disk().delete(unfinished);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("An unfinished packed segment could not be removed", failed);
    }
  }
}
