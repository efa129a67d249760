package io.millrace.node;

import io.millrace.engine.Engine;
import io.millrace.journal.Log;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.fact.Opened;
import java.util.List;
import java.util.concurrent.Executor;
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
  private final FramesAhead frames;
  private long timeMillis;
  private long epoch;
  private long bytes;

  /**
   * Goes on behind what the engine has.
   *
   * @param timeMillis log time of the engine's last fact; 0 when it has none
   * @param elsewhere where frames are read and decoded meanwhile, one after the other
   */
  Replay(int shard, int shards, Engine engine, Log log, long timeMillis, Executor elsewhere) {
    this.shard = shard;
    this.shards = shards;
    this.engine = engine;
    this.frames = new FramesAhead(log.read(engine.sequence() + 1), engine.levelKnown(), elsewhere);
    this.timeMillis = timeMillis;
  }

  Engine engine() {
    return engine;
  }

  /** Log time of the last frame; 0 when there was none. */
  long timeMillis() {
    return timeMillis;
  }

  /** Of the last frame; 0 when there was none. */
  long epoch() {
    return epoch;
  }

  /** Bytes of facts since this was asked last. */
  long takeBytes() {
    long taken = bytes;
    bytes = 0;
    return taken;
  }

  /** Replays some frames and hands each on. False when the end is reached. */
  boolean step(Follower next) {
    for (int i = 0; i < FRAMES_PER_STEP; i++) {
      FramesAhead.Decoded decoded = frames.next();
      if (decoded == null) {
        return false;
      }
      apply(decoded);
      StoredFrame frame = decoded.frame();
      next.take(
          new DurableFrame(
              shard,
              frame.firstSequence(),
              frame.timeMillis(),
              frame.digestAfter(),
              decoded.facts()));
    }
    return true;
  }

  private void apply(FramesAhead.Decoded decoded) {
    StoredFrame frame = decoded.frame();
    List<Recorded> facts = decoded.facts();
    if (decoded.fault() != null) {
      String why = decoded.fault().getMessage();
      throw halt(frame, why == null ? "unreadable" : why, decoded.fault());
    }
    if (facts.size() != frame.factCount()) {
      throw halt(frame, "it holds " + facts.size() + " facts and says " + frame.factCount(), null);
    }
    if (frame.timeMillis() < timeMillis) {
      throw halt(frame, "its time is before that of the frame before it", null);
    }
    for (int at = 0; at < facts.size(); at++) {
      if (at % Engine.EXPECTED_MAX == 0) {
        engine.expect(facts, at, Math.min(at + Engine.EXPECTED_MAX, facts.size()));
      }
      apply(frame, facts.get(at), at);
    }
    if (engine.digest() != frame.digestAfter()) {
      throw halt(frame, "it leads to another state than when it was written", null);
    }
    timeMillis = frame.timeMillis();
    epoch = frame.epoch();
    bytes += frame.payload().length;
  }

  private void apply(StoredFrame frame, Recorded recorded, int place) {
    if (recorded.fact() instanceof Opened opened && opened.shards() != shards) {
      throw new StartRefused(
          StartRefused.Reason.SHARDS,
          "this data was made with --shards "
              + opened.shards()
              + " and cannot be started with --shards "
              + shards);
    }
    try {
      engine.apply(recorded, frame.timeMillis());
    } catch (RuntimeException e) {
      throw halt(frame, "its fact " + (frame.firstSequence() + place) + " cannot be applied", e);
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
    frames.close();
  }
}
