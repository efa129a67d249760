package io.millrace.engine.table;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table by linear hashing: when it holds more entries than buckets it splits one bucket, the
 * next in turn, so no insertion ever moves more than a chain. A table that doubles would stop the
 * writer for a second at ten million entries. Buckets lie in chunks, so no array is ever copied but
 * the list of chunks.
 *
 * <p>Cost: 4 bytes a bucket with compressed references and about one bucket an entry; a look-up
 * touches list, chunk, and on average 1.5 entries. It does not shrink, knows no keys (the caller
 * compares along the chain), and is owned by whoever owns its entries.
 */
public final class GrowingTable<E extends Chained<E>> {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_BUCKETS = 1 << CHUNK_BITS;

  private @Nullable Object[][] chunks = new Object[1][CHUNK_BUCKETS];
  private int size;

  /** Buckets at the last doubling, less one: a mask. */
  private int mask = CHUNK_BUCKETS - 1;

  /** The next bucket to be split; those before it use one more bit of the hash. */
  private int split;

  /** The first of the chain in which entries of this hash are, among others. */
  public @Nullable E first(int hash) {
    return chain(bucketOf(hash));
  }

  /** Whether an equal entry is there already is the caller's to know. */
  public void add(E entry) {
    push(bucketOf(entry.hash()), entry);
    size++;
    if (size > mask + 1 + split) {
      splitNext();
    }
  }

  @SuppressWarnings("ReferenceEquality") // this very entry, not one that looks like it
  public void remove(E entry) {
    int bucket = bucketOf(entry.hash());
    E current = chain(bucket);
    if (current == entry) {
      chunks[bucket >>> CHUNK_BITS][bucket & (CHUNK_BUCKETS - 1)] = entry.next();
      entry.next(null);
      size--;
      return;
    }
    while (current != null) {
      E next = current.next();
      if (next == entry) {
        current.next(entry.next());
        entry.next(null);
        size--;
        return;
      }
      current = next;
    }
    throw new IllegalArgumentException("the entry is not in the table");
  }

  public int size() {
    return size;
  }

  public long bucketBytes() {
    return (long) (mask + 1 + split) * Integer.BYTES;
  }

  /** In no order that may matter. */
  public void forEach(Consumer<E> action) {
    for (int bucket = 0; bucket <= mask + split; bucket++) {
      for (E entry = chain(bucket); entry != null; entry = entry.next()) {
        action.accept(entry);
      }
    }
  }

  private int bucketOf(int hash) {
    int bucket = hash & mask;
    return bucket < split ? hash & (mask << 1 | 1) : bucket;
  }

  private void splitNext() {
    int added = mask + 1 + split;
    if (added >>> CHUNK_BITS == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length * 2);
    }
    if ((added & (CHUNK_BUCKETS - 1)) == 0) {
      chunks[added >>> CHUNK_BITS] = new Object[CHUNK_BUCKETS];
    }
    int splitting = split;
    E entry = chain(splitting);
    chunks[splitting >>> CHUNK_BITS][splitting & (CHUNK_BUCKETS - 1)] = null;
    split++;
    while (entry != null) {
      E next = entry.next();
      push(bucketOf(entry.hash()), entry);
      entry = next;
    }
    if (split > mask) {
      mask = mask << 1 | 1;
      split = 0;
    }
  }

  private void push(int bucket, E entry) {
    entry.next(chain(bucket));
    chunks[bucket >>> CHUNK_BITS][bucket & (CHUNK_BUCKETS - 1)] = entry;
  }

  @SuppressWarnings("unchecked") // only push writes, and it writes entries
  private @Nullable E chain(int bucket) {
    return (E) chunks[bucket >>> CHUNK_BITS][bucket & (CHUNK_BUCKETS - 1)];
  }
}
