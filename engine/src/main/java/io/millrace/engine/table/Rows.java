package io.millrace.engine.table;

import java.util.Arrays;

/**
 * Rows of the same number of longs, one after the other in chunks. Ten million things that live
 * long are ten million rows and a few thousand arrays: the collector has nothing to follow or to
 * copy, a new row costs no cache miss, and a chunk can be written to a file as it lies.
 *
 * <p>What a word of a row means is its owner's to know and to draw. A row that was given back is
 * given out again, so there are as many as were ever needed at once.
 *
 * <pre>
 *  chunk   row 0          row 1
 *         ┌────┬────┬────┬────┬────┬────┬──
 *         │ w0 │ w1 │ w2 │ w0 │ w1 │ w2 │ …   4,096 rows
 *         └────┴────┴────┴────┴────┴────┴──
 * </pre>
 */
public final class Rows {
  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
  private static final int CHUNKS_FIRST = 16;

  private final int words;
  private long[][] chunks = new long[CHUNKS_FIRST][];
  private final FreeNumbers free = new FreeNumbers();
  private int size;

  /**
   * @param words of a row
   */
  public Rows(int words) {
    this.words = words;
  }

  /** A row of zeros: one that was given back, or the next. Returns its number. */
  public int add() {
    int reused = free.pop();
    return reused == FreeNumbers.NONE ? append() : reused;
  }

  /** A row of zeros behind all others: 0, 1, 2 … */
  public int append() {
    int row = size++;
    int chunk = row >>> CHUNK_BITS;
    if ((row & (CHUNK_ROWS - 1)) == 0) {
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunk * 2);
      }
      chunks[chunk] = new long[CHUNK_ROWS * words];
    }
    return row;
  }

  /** Nobody needs the row any more. */
  public void remove(int row) {
    Arrays.fill(chunkOf(row), placeOf(row), placeOf(row) + words, 0);
    free.push(row);
  }

  /** Where the row lies, from {@link #placeOf} on; to read or write it with one look-up. */
  public long[] chunkOf(int row) {
    return chunks[row >>> CHUNK_BITS];
  }

  public int placeOf(int row) {
    return (row & (CHUNK_ROWS - 1)) * words;
  }

  public long get(int row, int word) {
    return chunkOf(row)[placeOf(row) + word];
  }

  public void set(int row, int word, long value) {
    chunkOf(row)[placeOf(row) + word] = value;
  }

  /** Rows that there are, needed or not. */
  public int size() {
    return size;
  }

  /** Rows that somebody needs. */
  public int used() {
    return size - free.size();
  }

  /** Of all chunks, the last of which may be nearly empty. */
  public long bytes() {
    long used = (size + CHUNK_ROWS - 1L) >>> CHUNK_BITS;
    return used * CHUNK_ROWS * words * Long.BYTES;
  }
}
