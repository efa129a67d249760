package io.millrace.engine.task;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.SectionKind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.table.HashIndex;
import io.millrace.model.Limits;
import io.millrace.model.TaskId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers tasks that ended, so that a late cancel learns what became of them and a late repeat of
 * their scheduling does not do them twice: for a day of log time, and no more than {@link #MAX} of
 * a shard. They leave in the order in which they came, while facts are applied.
 */
final class EndedTasks {
  /** At 32 bytes and an index entry each, some 50 MB. */
  static final int MAX = 1 << 20;

  static final int UNKNOWN = 0;
  static final int DONE = 1;
  static final int CANCELLED = 2;

  private static final int EVICTIONS_PER_FACT_MAX = 4;
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ENTRIES = 1 << CHUNK_BITS;
  private static final int WORDS = 4;
  private static final int WISH = 1;
  private static final int AT_MILLIS = 2;
  private static final int ENDING = 3;
  private static final int CONTENT_FIELD = 1;

  private final Digest digest;
  private final HashIndex index = new HashIndex();

  /** A ring of chunks; entry n is in slot n modulo {@link #MAX}. */
  private final long[] @Nullable [] ring = new long[MAX >>> CHUNK_BITS][];

  private long oldest;
  private long next;

  EndedTasks(Digest digest) {
    this.digest = digest;
  }

  int size() {
    return index.size();
  }

  /** How the task ended, or {@link #UNKNOWN}. */
  int ending(Queue queue, TaskId task) {
    int slot = find(name(queue, task));
    return slot == HashIndex.NONE ? UNKNOWN : (int) word(slot, ENDING);
  }

  /** Whether it ended and had been scheduled by the very same wish. */
  boolean hasEnded(Queue queue, TaskId task, long wish) {
    int slot = find(name(queue, task));
    return slot != HashIndex.NONE && word(slot, WISH) == wish;
  }

  void add(Queue queue, TaskId task, long wish, int ending, long atMillis) {
    long name = name(queue, task);
    int before = find(name);
    if (before != HashIndex.NONE) { // it was scheduled again since, and has ended again
      forget(before);
    }
    if (next - oldest == MAX) {
      evictOldest();
    }
    int slot = claim();
    set(slot, 0, name);
    set(slot, WISH, wish);
    set(slot, AT_MILLIS, atMillis);
    set(slot, ENDING, ending);
    index.add((int) name, slot);
    digest.add(Kind.ENDED_TASK, name, CONTENT_FIELD, content(slot));
  }

  private int claim() {
    int slot = (int) (next++ & (MAX - 1));
    if (ring[slot >>> CHUNK_BITS] == null) {
      ring[slot >>> CHUNK_BITS] = new long[CHUNK_ENTRIES * WORDS];
    }
    return slot;
  }

  /** For snapshots: the oldest first, with those that were forgotten and keep their places. */
  Section section() {
    return new EndedSection();
  }

  private final class EndedSection implements Section {
    @Override
    public SectionKind kind() {
      return SectionKind.ENDED_TASK;
    }

    @Override
    public Walk walk() {
      long[] at = {oldest};
      return to -> {
        boolean left = at[0] < next;
        int slot = (int) (at[0]++ & (MAX - 1));
        for (int word = 0; word < WORDS && left; word++) {
          to.number(word(slot, word));
        }
        return left;
      };
    }

    @Override
    public void read(StateReader from) {
      check(next - oldest < MAX, "no more ended tasks than are remembered");
      int slot = claim();
      for (int word = 0; word < WORDS; word++) {
        set(slot, word, from.number());
      }
      if (word(slot, ENDING) != UNKNOWN) {
        index.add((int) word(slot, 0), slot);
      }
    }
  }

  /** Before each fact is applied. */
  void evict(long atMillis) {
    long before = atMillis - Limits.KEY_WINDOW.toMillis();
    for (int i = 0; i < EVICTIONS_PER_FACT_MAX && oldest < next; i++) {
      if (word((int) (oldest & (MAX - 1)), AT_MILLIS) >= before) {
        return;
      }
      evictOldest();
    }
  }

  private void evictOldest() {
    int slot = (int) (oldest++ & (MAX - 1));
    forget(slot);
    boolean isLastOfChunk = (slot & (CHUNK_ENTRIES - 1)) == CHUNK_ENTRIES - 1;
    if (isLastOfChunk && next - oldest <= MAX - CHUNK_ENTRIES) {
      ring[slot >>> CHUNK_BITS] = null;
    }
  }

  /** Its place in the ring stays until its turn comes. */
  private void forget(int slot) {
    if (word(slot, ENDING) == UNKNOWN) {
      return;
    }
    long name = word(slot, 0);
    index.remove((int) name, slot);
    digest.remove(Kind.ENDED_TASK, name, CONTENT_FIELD, content(slot));
    set(slot, ENDING, UNKNOWN);
  }

  private int find(long name) {
    int hash = (int) name;
    int slot = index.first(hash);
    while (slot != HashIndex.NONE && word(slot, 0) != name) {
      slot = index.after(hash, slot);
    }
    return slot;
  }

  /** 64 bits tell a million names of a merchant's own choice apart. */
  private static long name(Queue queue, TaskId task) {
    return Mix.mix(queue.digestId, Mix.text(task.value()));
  }

  private long content(int slot) {
    long hash = Mix.fold(word(slot, AT_MILLIS), 1, word(slot, WISH));
    return Mix.fold(hash, 2, word(slot, ENDING));
  }

  private long word(int slot, int word) {
    return chunk(slot)[(slot & (CHUNK_ENTRIES - 1)) * WORDS + word];
  }

  private void set(int slot, int word, long value) {
    chunk(slot)[(slot & (CHUNK_ENTRIES - 1)) * WORDS + word] = value;
  }

  private long[] chunk(int slot) {
    long[] chunk = ring[slot >>> CHUNK_BITS];
    check(chunk != null, "an ended task has its chunk");
    return chunk == null ? new long[0] : chunk;
  }

  long estimatedBytes() {
    long chunks = Arrays.stream(ring).filter(chunk -> chunk != null).count();
    return chunks * CHUNK_ENTRIES * WORDS * Long.BYTES + index.bytes();
  }

  void addTo(Digest fresh) {
    for (long number = oldest; number < next; number++) {
      int slot = (int) (number & (MAX - 1));
      if (word(slot, ENDING) != UNKNOWN) {
        fresh.add(Kind.ENDED_TASK, word(slot, 0), CONTENT_FIELD, content(slot));
      }
    }
  }
}
