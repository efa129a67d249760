package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.table.HashIndex;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * From an order's id to its position. Ids only rise, so they lie in order, need no hash, and a new
 * one costs no cache miss. A look-up searches the first ids of all chunks (80 KB at ten million
 * orders, which stays in cache) and then one chunk.
 *
 * <p>An id that is removed leaves a gap. A chunk that is down to a quarter joins with a neighbour
 * if both fit into half of one, so that of any two neighbours one is more than a quarter full, and
 * a removal costs a few moves on average.
 *
 * <pre>
 *  ids        │ 101 │ 104 │ 105 │ 109 │ …   1,024 of a chunk, 12 bytes each
 *  positions  │   7 │   - │   2 │   8 │ …   -: removed
 * </pre>
 */
final class RisingIds {
  static final int CHUNK_BITS = 10;
  private static final int CHUNK_IDS = 1 << CHUNK_BITS;
  private static final int SPARSE_IDS = CHUNK_IDS / 4;
  private static final int JOINED_IDS_MAX = CHUNK_IDS / 2;
  private static final int NONE = HashIndex.NONE;

  /** Some ids in order; those behind {@code filled} are to come. */
  private static final class Chunk {
    final long[] ids = new long[CHUNK_IDS];
    final int[] positions = new int[CHUNK_IDS];
    int filled;
    int live;

    void add(long id, int position) {
      ids[filled] = id;
      positions[filled] = position;
      filled++;
      live++;
    }

    /** What is left of it and of the next one. */
    Chunk joined(@Nullable Chunk next) {
      Chunk joined = new Chunk();
      joined.addAll(this);
      if (next != null) {
        joined.addAll(next);
      }
      return joined;
    }

    private void addAll(Chunk other) {
      for (int i = 0; i < other.filled; i++) {
        if (other.positions[i] != NONE) {
          add(other.ids[i], other.positions[i]);
        }
      }
    }

    /** The place of the id, also of one that was removed; or where it would be, as {@code -p-1}. */
    int search(long id) {
      return Arrays.binarySearch(ids, 0, filled, id);
    }
  }

  /** At most the first id that is in the chunk of the same number. */
  private long[] firsts = new long[16];

  private Chunk[] chunks = new Chunk[16];
  private int used;
  private int size;
  private long last;

  void add(long id, int position) {
    check(id > last, "orders come in the order of their ids");
    if (used > 0 && chunks[used - 1].filled == CHUNK_IDS) {
      tidyLast();
    }
    if (used == 0 || chunks[used - 1].filled == CHUNK_IDS) {
      open(id);
    }
    chunks[used - 1].add(id, position);
    last = id;
    size++;
  }

  /** Most that was added last may have left already: then what is left goes on being filled. */
  private void tidyLast() {
    int number = used - 1;
    if (chunks[number].live == 0) {
      drop(number);
    } else if (chunks[number].live <= SPARSE_IDS) {
      if (number > 0 && canJoin(number - 1)) {
        joinWithNext(number - 1);
      } else {
        chunks[number] = chunks[number].joined(null);
      }
    }
  }

  private void open(long id) {
    if (used == chunks.length) {
      firsts = Arrays.copyOf(firsts, used * 2);
      chunks = Arrays.copyOf(chunks, used * 2);
    }
    firsts[used] = id;
    chunks[used] = new Chunk();
    used++;
  }

  /** The position, or {@link HashIndex#NONE}. */
  int find(long id) {
    int number = chunkOf(id);
    if (number < 0) {
      return NONE;
    }
    Chunk chunk = chunks[number];
    int place = chunk.search(id);
    return place < 0 ? NONE : chunk.positions[place];
  }

  /** The chunk that has the id if any has; -1 for an id below all. */
  private int chunkOf(long id) {
    int found = Arrays.binarySearch(firsts, 0, used, id);
    return found >= 0 ? found : -found - 2;
  }

  void remove(long id) {
    int number = chunkOf(id);
    check(number >= 0, "an id that leaves is there");
    Chunk chunk = chunks[number];
    int place = chunk.search(id);
    check(place >= 0 && chunk.positions[place] != NONE, "an id that leaves is there");
    chunk.positions[place] = NONE;
    chunk.live--;
    size--;
    if (number == used - 1) {
      return; // it is still being filled
    }
    if (chunk.live == 0) {
      drop(number);
    } else if (chunk.live <= SPARSE_IDS) {
      join(number);
    }
  }

  private void join(int number) {
    if (number + 1 < used - 1 && canJoin(number)) {
      joinWithNext(number);
    } else if (number > 0 && canJoin(number - 1)) {
      joinWithNext(number - 1);
    }
  }

  private boolean canJoin(int number) {
    return chunks[number].live + chunks[number + 1].live <= JOINED_IDS_MAX;
  }

  private void joinWithNext(int number) {
    chunks[number] = chunks[number].joined(chunks[number + 1]);
    drop(number + 1);
  }

  private void drop(int number) {
    for (int i = number + 1; i < used; i++) {
      chunks[i - 1] = chunks[i];
      firsts[i - 1] = firsts[i];
    }
    used--;
    chunks[used] = null; // or what was in it would be kept
  }

  int size() {
    return size;
  }

  long bytes() {
    return (long) used * CHUNK_IDS * (Long.BYTES + Integer.BYTES);
  }

  /** Begins before the first. Nothing may be added or removed while it is under way. */
  Walk walk() {
    return new Walk(0, -1);
  }

  /** Begins behind an id, whether it is there or not. */
  Walk walkBehind(long id) {
    int number = chunkOf(id);
    if (number < 0) {
      return walk();
    }
    int place = chunks[number].search(id);
    return new Walk(number, place >= 0 ? place : -place - 2);
  }

  /** A way through all that are there, in the order of their ids. */
  final class Walk {
    private int number;
    private int place;
    private int ordinal = -1;

    private Walk(int number, int place) {
      this.number = number;
      this.place = place;
    }

    boolean advance() {
      while (number < used) {
        Chunk chunk = chunks[number];
        while (++place < chunk.filled) {
          if (chunk.positions[place] != NONE) {
            ordinal++;
            return true;
          }
        }
        number++;
        place = -1;
      }
      return false;
    }

    long id() {
      return chunks[number].ids[place];
    }

    int position() {
      return chunks[number].positions[place];
    }

    /** 0, 1, 2 … of those that this walk has come to. */
    int ordinal() {
      return ordinal;
    }
  }
}
