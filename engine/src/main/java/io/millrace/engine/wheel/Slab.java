package io.millrace.engine.wheel;

import static io.millrace.engine.proof.BrokenInvariant.check;

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
 * <p>It lies in chunks, so that growing copies nothing and a chunk whose last timer has gone gives
 * its memory back. A place that is used again gets a generation that no timer had before it, also
 * when its chunk was away in between: generations are counted for the whole slab.
 */
final class Slab {
  static final int TIMER_BYTES = 2 * Long.BYTES + 4 * Integer.BYTES;

  /** What stands for no timer. */
  static final int NONE = Integer.MIN_VALUE;

  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_TIMERS = 1 << CHUNK_BITS;
  private static final int CHUNK_MASK = CHUNK_TIMERS - 1;

  private static final int WORDS = 2;
  private static final int ID = 1;
  private static final int LINKS = 4;
  private static final int PREV = 1;
  private static final int GENERATION = 2;
  private static final int TAG = 3;

  /** Of the tag: four bits of kind, one for being due, the rest is the line. */
  private static final int KIND_BITS = 4;

  static final int KINDS = 1 << KIND_BITS;
  private static final int DUE = KINDS;
  private static final int LINE_SHIFT = KIND_BITS + 1;

  /** One chunk; {@code free} is the first of its given-back places, linked by their next. */
  private static final class Chunk {
    final long[] words = new long[CHUNK_TIMERS * WORDS];
    final int[] links = new int[CHUNK_TIMERS * LINKS];
    int free = NONE;
    int touched;
    int live;
  }

  private @Nullable Chunk[] chunks = new Chunk[8];
  private int chunkCount;
  private int chunksThere;

  /** Numbers of chunks with room, the one that is filled next on top. */
  private int[] roomy = new int[8];

  private boolean[] isRoomy = new boolean[8];
  private int roomyCount;
  private int lastGeneration;
  private int size;

  int size() {
    return size;
  }

  long bytes() {
    return (long) chunksThere * CHUNK_TIMERS * TIMER_BYTES;
  }

  /** A timer that is in no list yet. */
  int claim(long deadlineMillis, long id, int line, int kind) {
    if (roomyCount == 0) {
      pushRoomy(newNumber());
    }
    int number = roomy[roomyCount - 1];
    Chunk chunk = chunks[number];
    if (chunk == null) {
      chunk = new Chunk();
      chunks[number] = chunk;
      chunksThere++;
    }
    int place = chunk.free;
    if (place == NONE) {
      place = chunk.touched++;
    } else {
      chunk.free = chunk.links[place * LINKS];
    }
    chunk.live++;
    size++;
    if (chunk.live == CHUNK_TIMERS) {
      roomyCount--;
      isRoomy[number] = false;
    }
    chunk.words[place * WORDS] = deadlineMillis;
    chunk.words[place * WORDS + ID] = id;
    chunk.links[place * LINKS + GENERATION] = nextGeneration();
    chunk.links[place * LINKS + TAG] = line << LINE_SHIFT | kind;
    return number << CHUNK_BITS | place;
  }

  private int nextGeneration() {
    lastGeneration++;
    if (lastGeneration == 0) {
      lastGeneration++; // 0 is that of places nobody uses
    }
    return lastGeneration;
  }

  private int newNumber() {
    int number = chunkCount++;
    check(number <= Integer.MAX_VALUE >>> CHUNK_BITS, "timers are counted by an int");
    if (number == chunks.length) {
      chunks = Arrays.copyOf(chunks, number * 2);
      isRoomy = Arrays.copyOf(isRoomy, number * 2);
    }
    return number;
  }

  private void pushRoomy(int number) {
    if (roomyCount > 0) {
      dropIfEmpty(roomy[roomyCount - 1]);
    }
    if (roomyCount == roomy.length) {
      roomy = Arrays.copyOf(roomy, roomyCount * 2);
    }
    roomy[roomyCount++] = number;
    isRoomy[number] = true;
  }

  private void dropIfEmpty(int number) {
    Chunk chunk = chunks[number];
    if (chunk != null && chunk.live == 0) {
      chunks[number] = null;
      chunksThere--;
    }
  }

  void release(int timer) {
    int number = timer >>> CHUNK_BITS;
    int place = timer & CHUNK_MASK;
    Chunk chunk = chunk(timer);
    chunk.links[place * LINKS] = chunk.free;
    chunk.links[place * LINKS + GENERATION] = 0;
    chunk.free = place;
    chunk.live--;
    size--;
    if (!isRoomy[number]) {
      pushRoomy(number);
    } else if (number != roomy[roomyCount - 1]) {
      dropIfEmpty(number);
    }
  }

  /** Whether this generation of the place is there; the place may be any number. */
  boolean isLive(int timer, int generation) {
    int number = timer >>> CHUNK_BITS;
    if (timer < 0 || number >= chunkCount || generation == 0) {
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
