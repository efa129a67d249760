package io.millrace.journal;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The seam behind which facts become durable. One owner thread (the shard's writer) calls {@link
 * #append} and {@link #barrier}; any thread may ask for the position or open a reader.
 */
public interface Log extends AutoCloseable {

  LogId id();

  /** Counts opens for writing, 1 on creation. The header of every appended frame carries it. */
  long epoch();

  /** The sequence of the last fact that is durable; 0 when there is none. */
  long lastSequence();

  /** The oldest sequence that can be read, and 1 for as long as nothing was dropped. */
  long firstSequence();

  /**
   * Whether a position is one in this log: it may also be in a log that this one goes on from, as a
   * restored copy, up to where it left that. Whoever stands at another has seen another history.
   */
  boolean holds(LogId log, long sequence);

  /** The last sequence that it has in common with a log that it goes on from; 0 if it is none. */
  long sharedUpTo(LogId ancestor);

  /**
   * Takes a frame. The future completes with the frame's last sequence once it is durable, or with
   * {@link LogFailed} when a write or a force failed: such a log stays failed, and a force is never
   * tried again. One frame may be queued behind the one that is being forced; more is the caller's
   * bug.
   */
  CompletableFuture<Long> append(Frame frame);

  /** Completes when everything that was appended before it is durable. */
  CompletableFuture<Long> barrier();

  /**
   * Durable frames only, starting with the frame that holds the sequence. The reader sees frames
   * that become durable later, too.
   *
   * @throws TrimmedException if that frame was dropped by {@link #trim}
   * @throws AheadOfLogException if the log does not reach that far
   */
  FrameReader read(long fromSequence);

  /**
   * Where reading can begin anew when what holds a sequence cannot be read: behind all that lies in
   * the same place. One behind the last if nothing does.
   */
  long readableBehind(long sequence);

  /**
   * What is known of the disk, at once. The owner asks each time before it decides what to take;
   * that also keeps the answer fresh.
   */
  Space space();

  /**
   * Moves some of what ends at or before the sequence into the archive, where {@link #read} still
   * finds it. One thread, not the owner. False when nothing is left to move.
   */
  boolean archiveSome(long upToSequence) throws IOException;

  /**
   * Deletes some of the archive whose last fact is older than that, in log time; nothing else
   * deletes by age, and what is not archived stays. One thread, not the owner. False when there is
   * none so old.
   */
  boolean dropArchived(long beforeMillis) throws IOException;

  /**
   * Deletes what ends before the sequence, in units the log chooses: it may keep more. Nobody calls
   * this to make room: history is moved to the archive for that.
   */
  void trim(long toSequence);

  /**
   * Ends writing. To be called when every future has completed: then the lock is free when it
   * returns. A frame that is still queued fails; one being written is finished first, and the lock
   * is freed after it.
   */
  @Override
  void close();
}
