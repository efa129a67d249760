package io.millrace.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads segments in order, over bad places, and keeps what it found. */
final class Verification {

  /** In place of the next segment's first sequence, for the last one. */
  static final long NO_NEXT = 0;

  private final List<BadPlace> badPlaces = new ArrayList<>();
  private long frames;
  private long facts;
  private long lastSequence;
  private @Nullable SegmentHeader headerBefore;
  private @Nullable Link linkBefore;
  private LogInspector.@Nullable Loose tail;

  void take(LogPlace place, HeldSegment segment, long next) throws IOException {
    if (segment.archived() && !packedIsWell(place, segment)) {
      linkBefore = null;
      return;
    }
    try (SegmentScan scan = SegmentScan.open(place, segment)) {
      SegmentAudit audit = new SegmentAudit(new FrameWalk(scan));
      audit.begin(headerBefore, linkBefore);
      if (next == NO_NEXT) {
        audit.last(this::add);
      } else {
        audit.sealed(next - 1, this::add);
      }
      audit.zeros(next != NO_NEXT);
      badPlaces.addAll(audit.badPlaces());
      tail = audit.tail();
      headerBefore = scan.header();
      linkBefore = audit.badPlaces().isEmpty() ? audit.walk().link() : null;
    } catch (LogDamaged damaged) {
      badPlaces.add(damaged.place());
      linkBefore = null;
    }
  }

  /** Of a packed segment first all blocks are unpacked: a walk would end at the first bad one. */
  private boolean packedIsWell(LogPlace place, HeldSegment segment) throws IOException {
    List<BadPlace> bad = new ArrayList<>();
    try (PackedSegment packed =
        PackedSegment.open(place.disk(), segment.path(place), segment.first())) {
      bad.addAll(packed.badPlaces());
    } catch (LogDamaged damaged) {
      bad.add(damaged.place());
    }
    badPlaces.addAll(bad);
    return bad.isEmpty();
  }

  private void add(FrameHeader header) {
    frames++;
    facts += header.factCount();
    lastSequence = header.lastSequence();
  }

  LogInspector.Verdict verdict(int segments) {
    return new LogInspector.Verdict(segments, frames, facts, lastSequence, badPlaces, tail);
  }
}
