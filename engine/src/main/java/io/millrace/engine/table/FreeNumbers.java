package io.millrace.engine.table;

import java.util.Arrays;

/**
 * Numbers of places that were given back, to be used again; the last first, as it is most likely in
 * a cache. Four bytes a number, in chunks, so that nothing is copied but the list of chunks.
 */
public final class FreeNumbers {
  public static final int NONE = -1;

  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_NUMBERS = 1 << CHUNK_BITS;

  private int[][] chunks = new int[1][];
  private int size;

  public void push(int number) {
    int chunk = size >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new int[CHUNK_NUMBERS];
    }
    chunks[chunk][size & (CHUNK_NUMBERS - 1)] = number;
    size++;
  }

  /** A number that nobody has any more, or {@link #NONE}. */
  public int pop() {
    if (size == 0) {
      return NONE;
    }
    size--;
    return chunks[size >>> CHUNK_BITS][size & (CHUNK_NUMBERS - 1)];
  }

  public int size() {
    return size;
  }
}
