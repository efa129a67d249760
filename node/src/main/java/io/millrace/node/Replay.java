package io.millrace.node;

import io.millrace.engine.Engine;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.fact.Opened;
import io.millrace.model.wire.FactDecoder;
import io.millrace.model.wire.UnreadableFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings a new engine to where the log ends. Owned by the shard's writer; a few frames a step, so
 * that progress can be seen and a simulator stays in charge.
 */
final class Replay implements AutoCloseable {

  /** A step then takes some tens of milliseconds at most. */
  private static final int FRAMES_PER_STEP = 16;

  private final int shard;
  private final int shards;
  private final Engine engine;
  private final FrameReader reader;
  private long timeMillis;

  Replay(int shard, int shards, Engine engine, Log log) {
    this.shard = shard;
    this.shards = shards;
    this.engine = engine;
    this.reader = log.read(1);
  }

  Engine engine() {
    return engine;
  }

  /** Log time of the last frame; 0 when there was none. */
  long timeMillis() {
    return timeMillis;
  }

  /** Replays some frames and hands each on. False when the end is reached. */
  boolean step(Follower next) {
    for (int i = 0; i < FRAMES_PER_STEP; i++) {
      StoredFrame frame = reader.next();
      if (frame == null) {
        return false;
      }
      next.take(
          new DurableFrame(
              shard, frame.firstSequence(), frame.timeMillis(), frame.digestAfter(), apply(frame)));
    }
    return true;
  }

  private List<Recorded> apply(StoredFrame frame) {
    if (frame.timeMillis() < timeMillis) {
      throw halt(frame, "its time is before that of the frame before it", null);
    }
    List<Recorded> facts = decode(frame);
    if (facts.size() != frame.factCount()) {
      throw halt(frame, "it holds " + facts.size() + " facts and says " + frame.factCount(), null);
    }
    for (int i = 0; i < facts.size(); i++) {
      if (facts.get(i).fact() instanceof Opened opened && opened.shards() != shards) {
        throw new StartRefused(
            StartRefused.Reason.SHARDS,
            "this data was made with --shards "
                + opened.shards()
                + " and cannot be started with --shards "
                + shards);
      }
      try {
        engine.apply(facts.get(i), frame.timeMillis());
      } catch (RuntimeException e) {
        throw halt(frame, "its fact " + (frame.firstSequence() + i) + " cannot be applied", e);
      }
    }
    if (engine.digest() != frame.digestAfter()) {
      throw halt(frame, "it leads to another state than when it was written", null);
    }
    timeMillis = frame.timeMillis();
    return facts;
  }

  private List<Recorded> decode(StoredFrame frame) {
    try {
      return FactDecoder.decode(frame.payload());
    } catch (UnreadableFacts e) {
      throw halt(frame, e.getMessage() == null ? "unreadable" : e.getMessage(), e);
    }
  }

  private static StartRefused halt(StoredFrame frame, String why, @Nullable Throwable cause) {
    StartRefused halt =
        new StartRefused(
            StartRefused.Reason.DATA,
            "the frame at sequence "
                + frame.firstSequence()
                + " ("
                + frame.segment()
                + ", offset "
                + frame.offset()
                + ") stops the replay: "
                + why);
    if (cause != null) {
      halt.initCause(cause);
    }
    return halt;
  }

  @Override
  public void close() {
    reader.close();
  }
}
