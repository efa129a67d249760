package io.millrace.journal;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands over frames, segment by segment, and stops at the first bad place. */
final class FrameCourse {

  private final LogPlace place;
  private final long fromSequence;
  private final Consumer<StoredFrame> consumer;
  private @Nullable SegmentHeader headerBefore;
  private @Nullable Link linkBefore;

  FrameCourse(LogPlace place, long fromSequence, Consumer<StoredFrame> consumer) {
    this.place = place;
    this.fromSequence = fromSequence;
    this.consumer = consumer;
  }

  void take(HeldSegment segment, long next) throws IOException {
    FrameWalk walk = FrameWalk.open(place, segment, fromSequence);
    try (SegmentScan scan = walk.scan()) {
      SegmentAudit audit = new SegmentAudit(walk).haltingAtDamage();
      audit.begin(headerBefore, linkBefore);
      SegmentAudit.FrameSink sink =
          header -> {
            if (header.lastSequence() >= fromSequence) {
              consumer.accept(scan.stored(header));
            }
          };
      if (next == Verification.NO_NEXT) {
        audit.last(sink);
      } else {
        audit.sealed(next - 1, sink);
      }
      headerBefore = scan.header();
      linkBefore = walk.link();
    }
  }
}
