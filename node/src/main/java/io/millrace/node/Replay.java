package io.millrace.node;

import io.millrace.engine.Engine;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.StoredFrame;
import io.millrace.model.Recorded;
import io.millrace.model.fact.Opened;
import io.millrace.model.wire.FactDecoder;
import io.millrace.model.wire.UnreadableFacts;
import java.util.ArrayList;
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
  private final FactDecoder decoder = new FactDecoder();
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
    List<Recorded> facts = new ArrayList<>(frame.factCount());
    decoder.begin(frame.payload(), frame.payload().length);
    int applied = 0;
    while (decode(frame, facts)) {
      engine.expect(facts, applied, facts.size());
      while (applied < facts.size()) {
        apply(frame, facts.get(applied), applied);
        applied++;
      }
    }
    if (applied != frame.factCount()) {
      throw halt(frame, "it holds " + applied + " facts and says " + frame.factCount(), null);
    }
    if (engine.digest() != frame.digestAfter()) {
      throw halt(frame, "it leads to another state than when it was written", null);
    }
    timeMillis = frame.timeMillis();
    return facts;
  }

  /**
   * Adds the next few facts: they are applied before their bytes and objects have left the
   * processor's cache. Of a frame that cannot be read to its end a part was then applied, which
   * harms nobody, as the replay ends there.
   */
  private boolean decode(StoredFrame frame, List<Recorded> facts) {
    try {
      int before = facts.size();
      decoder.read(facts, Engine.EXPECTED_MAX);
      return facts.size() > before;
    } catch (UnreadableFacts e) {
      throw halt(frame, e.getMessage() == null ? "unreadable" : e.getMessage(), e);
    }
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
    reader.close();
  }
}
