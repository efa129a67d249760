package io.millrace.engine.key;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.snapshot.Section;
import io.millrace.engine.snapshot.SectionKind;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.table.HashIndex;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.RequestKey;
import io.millrace.model.fact.Fact;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys of requests that changed something, for at least {@link Limits#KEY_WINDOW} of log time. They
 * leave in the order in which they came, only while a fact is applied, and by that fact's time: so
 * live and replay forget the same keys at the same fact.
 *
 * <p>A ring of chunks in the order of binding, and an index by scope. Binding writes at the end of
 * the ring and evicting reads at its beginning, so each costs one cache miss, in the index. Owned
 * by the shard's writer.
 */
public final class RememberedKeys {
  /** More than a fact can bind, so the table shrinks when it can; few, so no fact waits for it. */
  public static final int EVICTIONS_PER_FACT_MAX = 4;

  private static final int CONTENT_FIELD = 1;

  /** A mask: the numbers that chunks have before they wrap. */
  private static final int CHUNK_NUMBERS = -1 >>> KeyChunk.BITS;

  private final int keysMax;
  private final int reserve;
  private final Digest digest;
  private final HashIndex index = new HashIndex();

  /** A power of two of chunks; a key's number says in which it is, the number of keys how many. */
  private @Nullable KeyChunk[] ring = new KeyChunk[16];

  /** Numbers of the oldest key and of the next; they wrap, which nothing here minds. */
  private int oldest;

  private int next;

  /** The reserve is a part of the whole, for what finishes or frees open work. */
  public RememberedKeys(int keysMax, int reserve, Digest digest) {
    this.keysMax = keysMax;
    this.reserve = reserve;
    this.digest = digest;
  }

  public @Nullable RememberedKey find(Fingerprint scope) {
    int number = numberOf(scope);
    return number == HashIndex.NONE ? null : chunk(number).get(place(number));
  }

  /** What {@link #glance} takes. */
  public static int hash(Fingerprint scope) {
    return KeyChunk.hash(scope.high(), scope.low());
  }

  /** A look at where {@link #find} will begin. */
  public long glance(int hash) {
    return index.glance(hash);
  }

  private int numberOf(Fingerprint scope) {
    int hash = hash(scope);
    int number = index.first(hash);
    while (number != HashIndex.NONE && !chunk(number).isOf(place(number), scope)) {
      number = index.after(hash, number);
    }
    return number;
  }

  /**
   * Whether one more may be bound now. A full table has room when its oldest key has had its time,
   * because the binding fact evicts it.
   */
  public boolean hasRoom(boolean mayUseReserve, long nowMillis) {
    int bound = mayUseReserve ? keysMax : keysMax - reserve;
    return size() < bound || (size() <= keysMax && hasHadItsTime(nowMillis));
  }

  public void bind(RequestKey key, Fact fact, long atMillis) {
    check(numberOf(key.scope()) == HashIndex.NONE, "a key is bound once");
    int number = takeNumber();
    KeyChunk chunk = chunkForNext(number);
    int place = place(number);
    chunk.set(place, key, fact, atMillis);
    index.add(chunk.hash(place), number);
    digest.add(Kind.REMEMBERED_KEY, chunk.digestId(place), CONTENT_FIELD, chunk.contentHash(place));
  }

  private int takeNumber() {
    int number = next;
    next = after(number); // the number that stands for no key is given to none
    return number;
  }

  /** What of the state is here, for snapshots: keys, the oldest first. */
  public Section section() {
    return new KeySection();
  }

  private final class KeySection implements Section {
    @Override
    public SectionKind kind() {
      return SectionKind.REMEMBERED_KEY;
    }

    @Override
    public Walk walk() {
      int[] at = {oldest};
      return to -> {
        int number = at[0];
        if (number == next) {
          return false;
        }
        chunk(number).write(place(number), to);
        at[0] = after(number);
        return true;
      };
    }

    @Override
    public void read(StateReader from) {
      int number = takeNumber();
      KeyChunk chunk = chunkForNext(number);
      chunk.read(place(number), from);
      index.add(chunk.hash(place(number)), number);
    }
  }

  /** Before each fact is applied. */
  public void evict(long atMillis) {
    for (int i = 0; i < EVICTIONS_PER_FACT_MAX && hasHadItsTime(atMillis); i++) {
      KeyChunk chunk = chunk(oldest);
      int place = place(oldest);
      index.remove(chunk.hash(place), oldest);
      digest.remove(
          Kind.REMEMBERED_KEY, chunk.digestId(place), CONTENT_FIELD, chunk.contentHash(place));
      chunk.clear(place);
      int emptied = slot(oldest);
      oldest = after(oldest);
      if (slot(oldest) != emptied) {
        ring[emptied] = null;
      }
    }
  }

  private boolean hasHadItsTime(long nowMillis) {
    return oldest != next
        && nowMillis - chunk(oldest).atMillis(place(oldest)) > Limits.KEY_WINDOW.toMillis();
  }

  /** Log time of the oldest; {@link Long#MAX_VALUE} when nothing is remembered. */
  public long oldestMillis() {
    return oldest == next ? Long.MAX_VALUE : chunk(oldest).atMillis(place(oldest));
  }

  public void forEachScope(Consumer<Fingerprint> action) {
    for (int number = oldest; number != next; number = after(number)) {
      action.accept(chunk(number).scope(place(number)));
    }
  }

  private static int after(int number) {
    return number + 1 == HashIndex.NONE ? number + 2 : number + 1;
  }

  private static int place(int number) {
    return number & (KeyChunk.KEYS - 1);
  }

  private int slot(int number) {
    return (number >>> KeyChunk.BITS) & (ring.length - 1);
  }

  private KeyChunk chunk(int number) {
    KeyChunk chunk = ring[slot(number)];
    check(chunk != null, "a remembered key has its chunk");
    return Objects.requireNonNull(chunk);
  }

  private KeyChunk chunkForNext(int number) {
    int chunks = ((number >>> KeyChunk.BITS) - (oldest >>> KeyChunk.BITS)) & CHUNK_NUMBERS;
    if (chunks >= ring.length) {
      widen();
    }
    KeyChunk chunk = ring[slot(number)];
    if (chunk == null) {
      chunk = new KeyChunk();
      ring[slot(number)] = chunk;
    }
    return chunk;
  }

  /** Only references move: sixteen thousand when the table is full. */
  private void widen() {
    @Nullable KeyChunk[] narrow = ring;
    @Nullable KeyChunk[] wide = new KeyChunk[narrow.length * 2];
    int first = oldest >>> KeyChunk.BITS;
    for (int i = 0; i < narrow.length; i++) {
      wide[(first + i) & (wide.length - 1)] = narrow[(first + i) & (narrow.length - 1)];
    }
    ring = wide;
  }

  public int size() {
    return index.size();
  }

  public long estimatedBytes() {
    return (long) size() * KeyChunk.KEY_BYTES + index.bytes();
  }

  public void addTo(Digest fresh) {
    for (int number = oldest; number != next; number = after(number)) {
      KeyChunk chunk = chunk(number);
      int place = place(number);
      fresh.add(
          Kind.REMEMBERED_KEY, chunk.digestId(place), CONTENT_FIELD, chunk.contentHash(place));
    }
  }

  private boolean isInIndex(int hash, int number) {
    int found = index.first(hash);
    while (found != HashIndex.NONE && found != number) {
      found = index.after(hash, found);
    }
    return found == number;
  }

  /** Every key is in the line of those that leave, in order of time, and is found. */
  public void audit(Consumer<String> broken) {
    int inLine = 0;
    long lastMillis = Long.MIN_VALUE;
    for (int number = oldest; number != next; number = after(number)) {
      KeyChunk chunk = chunk(number);
      inLine++;
      if (chunk.atMillis(place(number)) < lastMillis) {
        broken.accept("remembered keys are not in order of time");
      }
      lastMillis = chunk.atMillis(place(number));
      if (!isInIndex(chunk.hash(place(number)), number)) {
        broken.accept("a remembered key is not in the index");
      }
    }
    if (inLine != size()) {
      broken.accept(inLine + " remembered keys are in line, " + size() + " in the index");
    }
  }
}
