package io.millrace.node.follow;

import io.millrace.journal.AheadOfLogException;
import io.millrace.journal.FrameReader;
import io.millrace.journal.Log;
import io.millrace.journal.LogException;
import io.millrace.journal.StoredFrame;
import io.millrace.journal.TrimmedException;
import io.millrace.model.Recorded;
import io.millrace.model.wire.FactDecoder;
import io.millrace.model.wire.UnreadableFacts;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a shard's durable facts in order, from the archive into the live segments. It may be asked
 * again at the end, when more may be durable. Owned by one thread at a time.
 */
public final class FactReader implements AutoCloseable {

  private final FrameReader frames;
  private final FactDecoder decoder = new FactDecoder();
  private long behind;

  private FactReader(FrameReader frames, long behind) {
    this.frames = frames;
    this.behind = behind;
  }

  /** From the first fact on. */
  static FactReader fromBeginning(Log log) throws CursorLost {
    return open(log, 0);
  }

  /** From behind a fact that is known to be there. */
  static FactReader behind(Log log, long sequence) throws CursorLost {
    return open(log, sequence);
  }

  /** From behind the cursor, if the log contains it. */
  static FactReader behind(Log log, Cursor cursor) throws CursorLost {
    if (!log.holds(cursor.log(), cursor.sequence())) {
      throw ahead(cursor.sequence(), log.sharedUpTo(cursor.log()));
    }
    checkEpoch(log, cursor.sequence(), cursor.epoch());
    return open(log, cursor.sequence());
  }

  /** The cursor of whoever has taken all up to a fact; null for the place before the first. */
  static @Nullable Cursor cursorAt(Log log, long sequence) throws CursorLost {
    if (sequence > log.lastSequence()) {
      throw new CursorLost("the log ends with sequence " + log.lastSequence());
    }
    if (sequence + 1 < log.firstSequence()) {
      throw gone(sequence, log.firstSequence());
    }
    StoredFrame frame = sequence == 0 ? null : frameOf(log, sequence);
    return frame == null
        ? null
        : new Cursor(log.id().high(), log.id().low(), frame.epoch(), sequence);
  }

  /** For whoever knows the epoch of the last fact that it has seen, and not the log's id. */
  static FactReader behind(Log log, long sequence, long epoch, long timeMillis) throws CursorLost {
    StoredFrame frame = sequence == 0 ? null : frameOf(log, sequence);
    if (frame != null && (frame.epoch() != epoch || frame.timeMillis() != timeMillis)) {
      throw ahead(sequence);
    }
    return open(log, sequence);
  }

  private static FactReader open(Log log, long sequence) throws CursorLost {
    try {
      return new FactReader(log.read(sequence + 1), sequence);
    } catch (TrimmedException e) {
      throw gone(sequence, log.firstSequence());
    } catch (AheadOfLogException _) {
      throw ahead(sequence);
    }
  }

  /**
   * A log that lost its end in a crash has other facts behind it now, under a later epoch: a cursor
   * that stood in what was lost must not be taken for one of them.
   */
  private static void checkEpoch(Log log, long sequence, long epoch) throws CursorLost {
    StoredFrame frame = sequence < log.firstSequence() ? null : frameOf(log, sequence);
    if (frame != null && frame.epoch() != epoch) {
      throw ahead(sequence);
    }
  }

  /**
   * When a fact was logged; before the first there is, when that was. 0 where the log does not
   * tell, because that part was deleted.
   */
  static long timeMillisAt(Log log, long sequence) {
    try {
      StoredFrame frame = log.lastSequence() == 0 ? null : frameOf(log, Math.max(1, sequence));
      return frame == null ? 0 : frame.timeMillis();
    } catch (CursorLost _) {
      return 0;
    }
  }

  /** Whether the log contains a cursor, as far as it can be read. */
  static boolean contains(Log log, Cursor cursor) {
    try {
      checkEpoch(log, cursor.sequence(), cursor.epoch());
      return log.holds(cursor.log(), cursor.sequence());
    } catch (CursorLost | LogException | UncheckedIOException _) {
      return false;
    }
  }

  private static @Nullable StoredFrame frameOf(Log log, long sequence) throws CursorLost {
    if (sequence > log.lastSequence()) {
      throw ahead(sequence);
    }
    try (FrameReader reader = log.read(sequence)) {
      return reader.next();
    } catch (TrimmedException e) {
      throw gone(sequence, log.firstSequence());
    }
  }

  private static CursorLost ahead(long sequence) {
    return ahead(sequence, 0);
  }

  /**
   * A copy names the place where it left its original, which went on: there its own facts begin.
   */
  private static CursorLost ahead(long sequence, long sharedUpTo) {
    String lost = "sequence " + sequence + " is ahead of the log: rebuild";
    return new CursorLost(
        sharedUpTo == 0
            ? lost
            : lost + "; it is of another log, and this log shares it up to " + sharedUpTo);
  }

  private static CursorLost gone(long sequence, long first) {
    return new CursorLost(
        "what follows sequence "
            + sequence
            + " was deleted; the log begins with "
            + first
            + ": rebuild from a log that is whole");
  }

  /**
   * The next facts: whole frames until there are at least so many, or the log's durable end has
   * come. Empty at the end.
   *
   * @throws UnreadableFacts if this build does not know them
   */
  public List<FollowedFact> next(int factsWanted) {
    List<FollowedFact> facts = new ArrayList<>();
    while (facts.size() < factsWanted) {
      StoredFrame frame = frames.next();
      if (frame == null) {
        break;
      }
      add(frame, facts);
    }
    return facts;
  }

  private void add(StoredFrame frame, List<FollowedFact> facts) {
    List<Recorded> decoded = new ArrayList<>(frame.factCount());
    decoder.begin(frame.payload(), frame.payload().length);
    decoder.read(decoded, Integer.MAX_VALUE);
    if (decoded.size() != frame.factCount()) {
      throw new UnreadableFacts(
          "the frame at sequence %d holds %d facts and says %d"
              .formatted(frame.firstSequence(), decoded.size(), frame.factCount()));
    }
    long sequence = frame.firstSequence();
    for (Recorded recorded : decoded) {
      if (sequence > behind) { // a cursor may stand in the middle of a frame
        facts.add(new FollowedFact(sequence, frame.epoch(), frame.timeMillis(), recorded));
      }
      sequence++;
    }
    behind = Math.max(behind, frame.lastSequence());
  }

  @Override
  public void close() {
    frames.close();
  }
}
