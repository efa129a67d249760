package io.millrace.proof.world;

import io.millrace.model.Recorded;
import io.millrace.node.DurableFrame;
import io.millrace.node.Follower;
import io.millrace.proof.audit.BrokenPromise;
import io.millrace.proof.audit.LoggedFrame;
import io.millrace.proof.audit.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A follower that writes down what it is handed, to be compared with the log. */
final class FollowerAudit implements Follower {
  private final Deque<DurableFrame> handed = new ArrayDeque<>();
  private final long known;
  private long last;
  private @Nullable String objection;

  /**
   * The follower of one process.
   *
   * @param known facts that were compared in the processes before it
   */
  FollowerAudit(long known) {
    this.known = known;
  }

  @Override
  public void begin(int shard, long sequence, List<Recorded> standing) {
    last = sequence;
  }

  /** Must not throw: whoever calls is the node. */
  @Override
  public void take(DurableFrame frame) {
    if (frame.firstSequence() != last + 1 && objection == null) {
      objection = "a follower was handed fact %d after %d".formatted(frame.firstSequence(), last);
    }
    last = frame.firstSequence() + frame.facts().size() - 1;
    if (frame.firstSequence() > known) {
      handed.add(frame);
    }
  }

  /** The log has one more frame. */
  void compare(LoggedFrame logged) {
    if (objection != null) {
      throw new BrokenPromise(Promise.EVERYONE_HEARS, objection);
    }
    DurableFrame frame = handed.poll();
    boolean isSame =
        frame != null
            && frame.firstSequence() == logged.firstSequence()
            && frame.timeMillis() == logged.atMillis()
            && frame.digestAfter() == logged.digestAfter()
            && frame.facts().equals(logged.facts());
    if (!isSame) {
      throw new BrokenPromise(
          Promise.EVERYONE_HEARS,
          "the log holds %s, and a follower was handed %s".formatted(logged, frame));
    }
  }
}
