package io.millrace.engine.key;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.table.GrowingTable;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import io.millrace.model.RequestKey;
import io.millrace.model.fact.Fact;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys of requests that changed something, for at least {@link Limits#KEY_WINDOW} of log time. They
 * leave in the order in which they came, only while a fact is applied, and by that fact's time: so
 * live and replay forget the same keys at the same fact. Owned by the shard's writer.
 */
public final class RememberedKeys {
  /** More than a fact can bind, so the table shrinks when it can; few, so no fact waits for it. */
  public static final int EVICTIONS_PER_FACT_MAX = 4;

  private static final int ENTRY_BYTES = 64;
  private static final int CONTENT_FIELD = 1;

  private final int keysMax;
  private final int reserve;
  private final Digest digest;
  private final GrowingTable<RememberedKey> table = new GrowingTable<>();
  private @Nullable RememberedKey oldest;
  private @Nullable RememberedKey youngest;

  /** The reserve is a part of the whole, for what finishes or frees open work. */
  public RememberedKeys(int keysMax, int reserve, Digest digest) {
    this.keysMax = keysMax;
    this.reserve = reserve;
    this.digest = digest;
  }

  public @Nullable RememberedKey find(Fingerprint scope) {
    RememberedKey key = table.first(RememberedKey.hash(scope));
    while (key != null && !key.isOf(scope)) {
      key = key.next();
    }
    return key;
  }

  /**
   * Whether one more may be bound now. A full table has room when its oldest key has had its time,
   * because the binding fact evicts it.
   */
  public boolean hasRoom(boolean mayUseReserve, long nowMillis) {
    int bound = mayUseReserve ? keysMax : keysMax - reserve;
    return table.size() < bound
        || (oldest != null && hasHadItsTime(oldest, nowMillis) && table.size() <= keysMax);
  }

  public void bind(RequestKey key, Fact fact, long atMillis) {
    check(find(key.scope()) == null, "a key is bound once");
    RememberedKey bound = new RememberedKey(key, fact, atMillis);
    table.add(bound);
    if (youngest == null) {
      oldest = bound;
    } else {
      youngest.younger = bound;
    }
    youngest = bound;
    digest.add(Kind.REMEMBERED_KEY, bound.digestId(), CONTENT_FIELD, bound.contentHash());
  }

  /** Before each fact is applied. */
  public void evict(long atMillis) {
    for (int i = 0; i < EVICTIONS_PER_FACT_MAX; i++) {
      RememberedKey leaving = oldest;
      if (leaving == null || !hasHadItsTime(leaving, atMillis)) {
        return;
      }
      table.remove(leaving);
      oldest = leaving.younger;
      leaving.younger = null;
      if (oldest == null) {
        youngest = null;
      }
      digest.remove(Kind.REMEMBERED_KEY, leaving.digestId(), CONTENT_FIELD, leaving.contentHash());
    }
  }

  private static boolean hasHadItsTime(RememberedKey key, long nowMillis) {
    return nowMillis - key.atMillis() > Limits.KEY_WINDOW.toMillis();
  }

  public int size() {
    return table.size();
  }

  public long estimatedBytes() {
    return (long) table.size() * ENTRY_BYTES + table.bucketBytes();
  }

  public void addTo(Digest fresh) {
    table.forEach(
        key -> fresh.add(Kind.REMEMBERED_KEY, key.digestId(), CONTENT_FIELD, key.contentHash()));
  }

  /** Every key is in the line of those that leave, in order of time. */
  public void audit(Consumer<String> broken) {
    int inLine = 0;
    long lastMillis = Long.MIN_VALUE;
    for (RememberedKey key = oldest; key != null; key = key.younger) {
      inLine++;
      if (key.atMillis() < lastMillis) {
        broken.accept("remembered keys are not in order of time");
      }
      lastMillis = key.atMillis();
      if (key.younger == null && key != youngest) {
        broken.accept("the youngest remembered key is not the last");
      }
    }
    if (inLine != table.size()) {
      broken.accept(inLine + " remembered keys are in line, " + table.size() + " in the table");
    }
  }
}
