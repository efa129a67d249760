package io.millrace.engine.table;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A list that only grows, by chunks, so that nothing is copied but the list of chunks. What is
 * appended together lies together: new entries cost no cache miss.
 */
public final class Appended<E> {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ENTRIES = 1 << CHUNK_BITS;

  private @Nullable Object[][] chunks = new Object[1][CHUNK_ENTRIES];
  private int size;

  /** Returns its position. */
  public int add(E entry) {
    int position = size++;
    int chunk = position >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length * 2);
    }
    if (position > 0 && (position & (CHUNK_ENTRIES - 1)) == 0) {
      chunks[chunk] = new Object[CHUNK_ENTRIES];
    }
    chunks[chunk][position & (CHUNK_ENTRIES - 1)] = entry;
    return position;
  }

  @SuppressWarnings("unchecked") // only add writes, and it writes entries
  public E get(int position) {
    Object entry = chunks[position >>> CHUNK_BITS][position & (CHUNK_ENTRIES - 1)];
    if (entry == null) {
      throw new IndexOutOfBoundsException(position);
    }
    return (E) entry;
  }

  public int size() {
    return size;
  }

  /** In the order in which they came. */
  public void forEach(Consumer<E> action) {
    for (int i = 0; i < size; i++) {
      action.accept(get(i));
    }
  }
}
