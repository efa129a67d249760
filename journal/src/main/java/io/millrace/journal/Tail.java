package io.millrace.journal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What lies behind the last whole frame of the last segment.
 *
 * <p>Frame n+1 is not written before frame n is forced. So a crash leaves at most one torn frame,
 * with zeros behind it, and whatever contradicts that is damage to bytes that were acknowledged:
 *
 * <pre>
 *   at the place                    | behind it                          | verdict
 *   --------------------------------+------------------------------------+--------
 *   zeros or end of file            | zeros                              | clean
 *   whole frame that does not follow| any                                | damaged
 *   whole header of another place   | any                                | damaged
 *   whole header that does not follow, torn body | any                   | damaged
 *   whole header, torn body         | zeros behind the frame's extent    | torn
 *   anything else                   | no whole frame with a higher       | torn
 *                                   | sequence, zeros beyond one frame   |
 *   any of the last two             | a whole frame, or bytes too far    | damaged
 * </pre>
 *
 * A torn frame may hold whatever its clients sent. If its header is whole, nothing inside its
 * extent is looked at. If it is not, a block inside counts as a later frame only if it is one in
 * every respect, with this log's id (which no client knows), this segment, this very offset and
 * right checksums; {@link Probe.Whole} means no less.
 */
sealed interface Tail {

  record Clean() implements Tail {}

  record Torn(long bytes, String reason) implements Tail {}

  record Damaged(BadPlace place) implements Tail {}

  /** Judges the place where the walk through the last segment stopped. */
  static Tail judge(FrameWalk walk) throws IOException {
    SegmentScan scan = walk.scan();
    return switch (scan.probe(walk.position())) {
      case Probe.Whole(FrameHeader header) ->
          new Damaged(walk.badPlace(walk.link().objection(header)));
      case Probe.Foreign(String reason) -> new Damaged(walk.badPlace(reason));
      case Probe.Torn(String reason, FrameHeader header) -> judge(walk, reason, header);
      case Probe.Blank() -> judge(walk, "the frame's header is missing", null);
    };
  }

  private static Tail judge(FrameWalk walk, String reason, @Nullable FrameHeader header)
      throws IOException {
    if (header != null && !walk.link().objection(header).isEmpty()) {
      return new Damaged(walk.badPlace(walk.link().objection(header)));
    }
    SegmentScan scan = walk.scan();
    long begin = walk.position();
    int inside = header == null ? Layout.BLOCK_BYTES : header.frameBytes();
    int reach = header == null ? FrameHeader.FRAME_BYTES_MAX : header.frameBytes();
    long lastNonZero = -1;
    for (long at = begin; at < scan.limit(); at += Layout.BLOCK_BYTES) {
      long last = scan.lastNonZeroOfBlock(at);
      if (last < 0) {
        continue;
      }
      lastNonZero = last;
      if (at >= begin + inside
          && scan.probe(at) instanceof Probe.Whole(FrameHeader later)
          && later.firstSequence() > walk.link().sequence()
          && later.epoch() >= walk.link().epoch()) {
        return new Damaged(
            walk.badPlace(
                "%s, yet the frame of sequence %d stands whole at offset %d"
                    .formatted(reason, later.firstSequence(), at)));
      }
    }
    if (lastNonZero < 0) {
      return new Clean();
    }
    if (lastNonZero >= begin + reach) {
      return new Damaged(
          walk.badPlace(
              "%s, and bytes stand up to offset %d, further than one torn frame reaches"
                  .formatted(reason, lastNonZero)));
    }
    return new Torn(lastNonZero + 1 - begin, reason);
  }
}
