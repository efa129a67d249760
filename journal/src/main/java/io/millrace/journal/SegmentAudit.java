package io.millrace.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks one segment to its end, over bad places, and keeps what it found. The segment may be one
 * that a node writes to.
 */
final class SegmentAudit {

  /** Takes the headers of whole frames in order. */
  interface FrameSink {
    void accept(FrameHeader header) throws IOException;
  }

  private final FrameWalk walk;
  private final List<BadPlace> badPlaces = new ArrayList<>();
  private LogInspector.@Nullable Loose tail;
  private boolean halting;

  SegmentAudit(FrameWalk walk) {
    this.walk = walk;
  }

  /** Makes the first bad place an exception. */
  SegmentAudit haltingAtDamage() {
    halting = true;
    return this;
  }

  FrameWalk walk() {
    return walk;
  }

  List<BadPlace> badPlaces() {
    return badPlaces;
  }

  LogInspector.@Nullable Loose tail() {
    return tail;
  }

  /** Holds the header against the segment before it, as far as that is known. */
  void begin(@Nullable SegmentHeader headerBefore, @Nullable Link linkBefore) {
    SegmentHeader header = walk.scan().header();
    if (headerBefore != null) {
      String objection = header.objectionBehind(headerBefore);
      if (!objection.isEmpty()) {
        note(new BadPlace(walk.scan().name(), 0, header.origin().segmentFirst(), objection));
      }
    }
    if (linkBefore != null && !linkBefore.equals(header.before())) {
      note(
          new BadPlace(
              walk.scan().name(),
              0,
              header.origin().segmentFirst(),
              "the segment was begun behind another frame than the one before it"));
    }
  }

  /** A segment with a successor: its last sequence is known. */
  void sealed(long lastSequence, FrameSink sink) throws IOException {
    do {
      walkOn(sink);
      if (walk.link().sequence() == lastSequence) {
        return;
      }
      note(walk.obstacle());
    } while (walk.resume());
  }

  /**
   * The last segment. Where the walk stops, a frame may be in the middle of being written, and be
   * whole together with the next one by the time that one is seen. It cannot be bad still when it
   * is read again after that, unless it is damaged.
   */
  void last(FrameSink sink) throws IOException {
    while (true) {
      walkOn(sink);
      Tail found = Tail.judge(walk);
      if (found instanceof Tail.Torn(long bytes, String reason)) {
        tail = new LogInspector.Loose(walk.scan().name(), walk.position(), bytes, reason);
      }
      if (!(found instanceof Tail.Damaged(BadPlace bad))) {
        return;
      }
      walk.scan().forget();
      FrameHeader meanwhile = walk.next();
      if (meanwhile != null) {
        sink.accept(meanwhile);
        continue;
      }
      note(bad);
      if (!walk.resume()) {
        return;
      }
    }
  }

  /**
   * Where nothing was ever written there are zeros: behind the header, and behind the last frame of
   * a segment that has a successor. No reader looks there, so damage there harms nobody yet.
   */
  void zeros(boolean isSealed) throws IOException {
    SegmentScan scan = walk.scan();
    long inHeader = scan.lastNonZeroOfBlock(0);
    if (inHeader >= scan.header().bytes()) {
      note(notZero(inHeader, scan.header().origin().segmentFirst()));
    }
    if (isSealed && badPlaces.isEmpty()) {
      for (long at = walk.position(); at < scan.limit(); at += Layout.BLOCK_BYTES) {
        long last = scan.lastNonZeroOfBlock(at);
        if (last >= 0) {
          note(notZero(last, walk.link().sequence()));
        }
      }
    }
  }

  private BadPlace notZero(long offset, long sequence) {
    return new BadPlace(
        walk.scan().name(), offset, sequence, "a byte was changed where nothing was written");
  }

  private void walkOn(FrameSink sink) throws IOException {
    for (FrameHeader header = walk.next(); header != null; header = walk.next()) {
      sink.accept(header);
    }
  }

  private void note(BadPlace bad) {
    if (halting) {
      throw new LogDamaged(bad);
    }
    badPlaces.add(bad);
  }
}
