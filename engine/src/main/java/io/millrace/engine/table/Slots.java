package io.millrace.engine.table;

import static io.millrace.engine.proof.BrokenInvariant.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects by number. A number that was given back is given out again, so the table is as long as
 * the most objects that were ever there at once. It grows by chunks.
 */
public final class Slots<E> {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ENTRIES = 1 << CHUNK_BITS;

  private @Nullable Object[][] chunks = new Object[1][];
  private final FreeNumbers free = new FreeNumbers();
  private int numbers;

  /** Returns its number. */
  public int add(E entry) {
    int reused = free.pop();
    int number = reused == FreeNumbers.NONE ? append() : reused;
    chunks[number >>> CHUNK_BITS][number & (CHUNK_ENTRIES - 1)] = entry;
    return number;
  }

  private int append() {
    int number = numbers++;
    int chunk = number >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    if ((number & (CHUNK_ENTRIES - 1)) == 0) {
      chunks[chunk] = new Object[CHUNK_ENTRIES];
    }
    return number;
  }

  @SuppressWarnings("unchecked") // only add writes, and it writes entries
  public E get(int number) {
    Object entry = chunks[number >>> CHUNK_BITS][number & (CHUNK_ENTRIES - 1)];
    if (entry == null) {
      throw new IndexOutOfBoundsException(number);
    }
    return (E) entry;
  }

  public void remove(int number) {
    @Nullable Object[] chunk = chunks[number >>> CHUNK_BITS];
    check(chunk[number & (CHUNK_ENTRIES - 1)] != null, "what is given back is there");
    chunk[number & (CHUNK_ENTRIES - 1)] = null;
    free.push(number);
  }

  /** How many there are now. */
  public int size() {
    return numbers - free.size();
  }

  /** Places that there are, taken or not. */
  public int places() {
    return numbers;
  }
}
