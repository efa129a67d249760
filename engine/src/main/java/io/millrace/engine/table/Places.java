package io.millrace.engine.table;

import static io.millrace.engine.proof.BrokenInvariant.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hands out numbered places for rows that lie in chunks of 4,096, and tells the owner of the rows
 * which chunks must be there. Growing copies nothing, and a chunk whose last row has gone gives its
 * memory back. A place costs one bit.
 */
public final class Places {
  public static final int CHUNK_BITS = 12;
  public static final int CHUNK_PLACES = 1 << CHUNK_BITS;
  public static final int CHUNK_MASK = CHUNK_PLACES - 1;

  private static final int WORDS = CHUNK_PLACES / Long.SIZE;
  private static final int CHUNKS_MAX = Integer.MAX_VALUE >>> CHUNK_BITS;

  /** The rows themselves. */
  public interface Chunks {
    void make(int number);

    void drop(int number);
  }

  /** A bit for each place that is taken. */
  private static final class Taken {
    final long[] bits = new long[WORDS];
    int live;

    /** No word before it has a free place. */
    int firstRoomy;

    int claim() {
      int word = firstRoomy;
      while (bits[word] == -1L) {
        word++;
      }
      firstRoomy = word;
      int bit = Long.numberOfTrailingZeros(~bits[word]);
      bits[word] |= 1L << bit;
      live++;
      return word * Long.SIZE + bit;
    }

    void release(int place) {
      int word = place / Long.SIZE;
      check((bits[word] & 1L << place) != 0, "a place is given back once");
      bits[word] &= ~(1L << place);
      firstRoomy = Math.min(firstRoomy, word);
      live--;
    }
  }

  private final Chunks chunks;
  private @Nullable Taken[] takenOf = new Taken[8];
  private int numbers;
  private int chunksThere;

  /** Numbers of chunks with room, the one that is filled next on top. */
  private int[] roomy = new int[8];

  private boolean[] isRoomy = new boolean[8];
  private int roomyCount;
  private int size;

  public Places(Chunks chunks) {
    this.chunks = chunks;
  }

  public int size() {
    return size;
  }

  public int chunksThere() {
    return chunksThere;
  }

  /** A place that nobody has, in a chunk that is there. */
  public int claim() {
    if (roomyCount == 0) {
      pushRoomy(newNumber());
    }
    int number = roomy[roomyCount - 1];
    Taken taken = takenOf[number];
    if (taken == null) {
      taken = new Taken();
      takenOf[number] = taken;
      chunksThere++;
      chunks.make(number);
    }
    int place = taken.claim();
    size++;
    if (taken.live == CHUNK_PLACES) {
      roomyCount--;
      isRoomy[number] = false;
    }
    return number << CHUNK_BITS | place;
  }

  public void release(int place) {
    int number = place >>> CHUNK_BITS;
    Taken taken = takenOf[number];
    check(taken != null, "a place is given back once");
    if (taken != null) {
      taken.release(place & CHUNK_MASK);
    }
    size--;
    if (!isRoomy[number]) {
      pushRoomy(number);
    } else if (number != roomy[roomyCount - 1]) {
      dropIfEmpty(number);
    }
  }

  private int newNumber() {
    int number = numbers++;
    check(number < CHUNKS_MAX, "rows are counted by an int");
    if (number == takenOf.length) {
      takenOf = Arrays.copyOf(takenOf, number * 2);
      isRoomy = Arrays.copyOf(isRoomy, number * 2);
    }
    return number;
  }

  /** The chunk on top may stay empty, so that a row that comes and goes does not make it anew. */
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
    Taken taken = takenOf[number];
    if (taken != null && taken.live == 0) {
      takenOf[number] = null;
      chunksThere--;
      chunks.drop(number);
    }
  }

  /** Whether anybody has this place; any number may be asked for. */
  public boolean isTaken(int place) {
    int number = place >>> CHUNK_BITS;
    if (place < 0 || number >= numbers) {
      return false;
    }
    Taken taken = takenOf[number];
    int bit = place & CHUNK_MASK;
    return taken != null && (taken.bits[bit / Long.SIZE] & 1L << bit) != 0;
  }

  /** Chunks that have ever been there are numbered below this. */
  public int numbers() {
    return numbers;
  }
}
