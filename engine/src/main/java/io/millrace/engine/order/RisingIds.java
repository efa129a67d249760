package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.table.HashIndex;
import java.util.Arrays;

/**
 * From an order's id to its position, and back. Ids only rise, so they lie in order, need no hash,
 * and a new one costs no cache miss. A look-up searches the first ids of all chunks (80 KB at ten
 * million orders, which stays in cache) and then one chunk.
 */
final class RisingIds {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_IDS = 1 << CHUNK_BITS;

  private long[] firsts = new long[16];
  private long[][] chunks = new long[16][];
  private int size;
  private long last;

  void add(long id) {
    check(id > last, "orders come in the order of their ids");
    int chunk = size >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      firsts = Arrays.copyOf(firsts, chunk * 2);
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    if ((size & (CHUNK_IDS - 1)) == 0) {
      firsts[chunk] = id;
      chunks[chunk] = new long[CHUNK_IDS];
    }
    chunks[chunk][size & (CHUNK_IDS - 1)] = id;
    last = id;
    size++;
  }

  long get(int position) {
    return chunks[position >>> CHUNK_BITS][position & (CHUNK_IDS - 1)];
  }

  long bytes() {
    long used = (size + CHUNK_IDS - 1L) >>> CHUNK_BITS;
    return used * CHUNK_IDS * Long.BYTES;
  }

  /** The position, or {@link HashIndex#NONE}. */
  int find(long id) {
    int used = (size + CHUNK_IDS - 1) >>> CHUNK_BITS;
    int found = Arrays.binarySearch(firsts, 0, used, id);
    int chunk = found >= 0 ? found : -found - 2;
    if (chunk < 0) {
      return HashIndex.NONE;
    }
    int inChunk = Math.min(CHUNK_IDS, size - (chunk << CHUNK_BITS));
    int place = Arrays.binarySearch(chunks[chunk], 0, inChunk, id);
    return place < 0 ? HashIndex.NONE : (chunk << CHUNK_BITS) + place;
  }
}
