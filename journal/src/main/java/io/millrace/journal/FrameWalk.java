package io.millrace.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Walks the frames of one segment along their chain, by their lengths. */
final class FrameWalk {

  private final SegmentScan scan;
  private Link link;
  private long position = Layout.BLOCK_BYTES;
  private long frames;

  FrameWalk(SegmentScan scan) {
    this.scan = scan;
    this.link = scan.header().before();
  }

  /**
   * Opens a segment and stands at the frame that holds the sequence, or before it: in a packed one
   * at most a block before, so that no more is unpacked than is read.
   */
  static FrameWalk open(LogPlace place, HeldSegment segment, long sequence) throws IOException {
    if (!segment.archived()) {
      return new FrameWalk(SegmentScan.open(place, segment));
    }
    String path = segment.path(place);
    PackedSegment packed = PackedSegment.open(place.disk(), path, segment.first());
    FrameWalk walk = new FrameWalk(SegmentScan.of(path, segment.first(), packed));
    if (sequence > segment.first()) {
      PackedFormat.Entry entry = packed.entryFor(sequence);
      walk.position = entry.frameOffset();
      walk.link = entry.before();
    }
    return walk;
  }

  SegmentScan scan() {
    return scan;
  }

  Link link() {
    return link;
  }

  long position() {
    return position;
  }

  long frames() {
    return frames;
  }

  /** Steps over the frame at the position if it is whole and follows; else null and no step. */
  @Nullable FrameHeader next() throws IOException {
    if (scan.probe(position) instanceof Probe.Whole(FrameHeader header)
        && link.objection(header).isEmpty()) {
      position += header.frameBytes();
      link = Link.after(header);
      frames++;
      return header;
    }
    return null;
  }

  /**
   * Goes on behind a bad place, at the next whole frame with a higher sequence, whatever came
   * before it; false if there is none in this segment.
   */
  boolean resume() throws IOException {
    long from = position;
    if (scan.probe(position) instanceof Probe.Torn(String _, FrameHeader header)) {
      from += header == null ? Layout.BLOCK_BYTES : header.frameBytes();
    }
    for (long at = from; at < scan.limit(); at += Layout.BLOCK_BYTES) {
      if (scan.probe(at) instanceof Probe.Whole(FrameHeader found)
          && found.firstSequence() > link.sequence()) {
        position = at;
        link = new Link(found.firstSequence() - 1, found.crcBefore(), found.epoch(), 0, 0);
        return true;
      }
    }
    return false;
  }

  BadPlace badPlace(String reason) {
    return new BadPlace(scan.name(), position, link.sequence() + 1, reason);
  }

  /** Why the walk does not go on here; to be asked where a frame is known to have been. */
  BadPlace obstacle() throws IOException {
    return badPlace(
        switch (scan.probe(position)) {
          case Probe.Whole(FrameHeader header) -> link.objection(header);
          case Probe.Blank() -> "a frame or a whole file is missing here";
          case Probe.Torn(String reason, FrameHeader _) -> reason;
          case Probe.Foreign(String reason) -> reason;
        });
  }
}
