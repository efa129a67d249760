package io.millrace.engine.wheel;

import io.millrace.engine.table.Places;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The memory of timers: 32 bytes each, and no object. Ten million objects would be the collector's
 * burden all day.
 *
 * <pre>
 *  words   │ deadline (8) │ id (8) │
 *  links   │ next (4) │ prev (4) │ generation (4) │ line, due, kind (4) │
 * </pre>
 *
 * <p>A place that is used again gets a generation that no timer had before it, also when its chunk
 * was away in between: generations are counted for the whole slab.
 */
final class Slab implements Places.Chunks {
  static final int TIMER_BYTES = 2 * Long.BYTES + 4 * Integer.BYTES;

  /** What stands for no timer. */
  static final int NONE = Integer.MIN_VALUE;

  private static final int CHUNK_BITS = Places.CHUNK_BITS;
  private static final int CHUNK_MASK = Places.CHUNK_MASK;

  private static final int WORDS = 2;
  private static final int ID = 1;
  private static final int LINKS = 4;
  private static final int PREV = 1;
  private static final int GENERATION = 2;
  private static final int TAG = 3;

  /** Of the tag: four bits of kind, one for being due, the rest is the line. */
  private static final int KIND_BITS = 4;

  private static final int KINDS = 1 << KIND_BITS;
  private static final int DUE = KINDS;
  private static final int LINE_SHIFT = KIND_BITS + 1;

  private static final class Chunk {
    final long[] words = new long[Places.CHUNK_PLACES * WORDS];
    final int[] links = new int[Places.CHUNK_PLACES * LINKS];
  }

  private final Places places = new Places(this);
  private @Nullable Chunk[] chunks = new Chunk[8];
  private int lastGeneration;

  @Override
  public void make(int number) {
    if (number >= chunks.length) {
      chunks = Arrays.copyOf(chunks, number * 2);
    }
    chunks[number] = new Chunk();
  }

  @Override
  public void drop(int number) {
    chunks[number] = null;
  }

  int size() {
    return places.size();
  }

  long bytes() {
    return (long) places.chunksThere() * Places.CHUNK_PLACES * TIMER_BYTES;
  }

  /** A timer that is in no list yet. */
  int claim(long deadlineMillis, long id, int line, int kind) {
    int timer = places.claim();
    int place = timer & CHUNK_MASK;
    Chunk chunk = chunk(timer);
    chunk.words[place * WORDS] = deadlineMillis;
    chunk.words[place * WORDS + ID] = id;
    chunk.links[place * LINKS + GENERATION] = nextGeneration();
    chunk.links[place * LINKS + TAG] = line << LINE_SHIFT | kind;
    return timer;
  }

  private int nextGeneration() {
    lastGeneration++;
    if (lastGeneration == 0) {
      lastGeneration++; // 0 is that of places nobody uses
    }
    return lastGeneration;
  }

  void release(int timer) {
    chunk(timer).links[(timer & CHUNK_MASK) * LINKS + GENERATION] = 0;
    places.release(timer);
  }

  /** Whether this generation of the place is there; the place may be any number. */
  boolean isLive(int timer, int generation) {
    int number = timer >>> CHUNK_BITS;
    if (timer < 0 || number >= chunks.length || generation == 0) {
      return false;
    }
    Chunk chunk = chunks[number];
    return chunk != null && chunk.links[(timer & CHUNK_MASK) * LINKS + GENERATION] == generation;
  }

  private Chunk chunk(int timer) {
    return Objects.requireNonNull(chunks[timer >>> CHUNK_BITS]);
  }

  long deadlineMillis(int timer) {
    return chunk(timer).words[(timer & CHUNK_MASK) * WORDS];
  }

  long id(int timer) {
    return chunk(timer).words[(timer & CHUNK_MASK) * WORDS + ID];
  }

  int next(int timer) {
    return chunk(timer).links[(timer & CHUNK_MASK) * LINKS];
  }

  int prev(int timer) {
    return chunk(timer).links[(timer & CHUNK_MASK) * LINKS + PREV];
  }

  int generation(int timer) {
    return chunk(timer).links[(timer & CHUNK_MASK) * LINKS + GENERATION];
  }

  int line(int timer) {
    return tag(timer) >>> LINE_SHIFT;
  }

  int kind(int timer) {
    return tag(timer) & (KINDS - 1);
  }

  boolean isDue(int timer) {
    return (tag(timer) & DUE) != 0;
  }

  void due(int timer, boolean due) {
    int tag = tag(timer);
    chunk(timer).links[(timer & CHUNK_MASK) * LINKS + TAG] = due ? tag | DUE : tag & ~DUE;
  }

  private int tag(int timer) {
    return chunk(timer).links[(timer & CHUNK_MASK) * LINKS + TAG];
  }

  void next(int timer, int next) {
    chunk(timer).links[(timer & CHUNK_MASK) * LINKS] = next;
  }

  void prev(int timer, int prev) {
    chunk(timer).links[(timer & CHUNK_MASK) * LINKS + PREV] = prev;
  }

  /** Another deadline, and with it another generation: the handle of before is stale. */
  void move(int timer, long deadlineMillis) {
    Chunk chunk = chunk(timer);
    chunk.words[(timer & CHUNK_MASK) * WORDS] = deadlineMillis;
    chunk.links[(timer & CHUNK_MASK) * LINKS + GENERATION] = nextGeneration();
  }
}
