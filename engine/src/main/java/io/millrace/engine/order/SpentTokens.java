package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.table.GrowingTable;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Submit tokens that became orders, remembered and forgotten as keys are: for at least {@link
 * Limits#KEY_WINDOW}, which is far longer than a token can be spent at all.
 */
final class SpentTokens {
  private static final int EVICTIONS_PER_FACT_MAX = 4;
  private static final int ENTRY_BYTES = 40;
  private static final int ORDER_FIELD = 1;

  private final int tokensMax;
  private final Digest digest;
  private final GrowingTable<SpentToken> table = new GrowingTable<>();
  private @Nullable SpentToken oldest;
  private @Nullable SpentToken youngest;

  SpentTokens(int tokensMax, Digest digest) {
    this.tokensMax = tokensMax;
    this.digest = digest;
  }

  @Nullable SpentToken find(Fingerprint id) {
    SpentToken token = table.first(SpentToken.hash(id));
    while (token != null && !token.isOf(id)) {
      token = token.next();
    }
    return token;
  }

  /** A full table has room when its oldest token has had its time: spending evicts it. */
  boolean hasRoom(long nowMillis) {
    return table.size() < tokensMax || (oldest != null && hasHadItsTime(oldest, nowMillis));
  }

  void spend(Fingerprint id, Order order) {
    check(find(id) == null, "a submit token is spent once");
    SpentToken spent = new SpentToken(id, order);
    table.add(spent);
    if (youngest == null) {
      oldest = spent;
    } else {
      youngest.younger = spent;
    }
    youngest = spent;
    digest.add(Kind.SPENT_TOKEN, spent.digestId(), ORDER_FIELD, order.id());
  }

  void evict(long atMillis) {
    for (int i = 0; i < EVICTIONS_PER_FACT_MAX; i++) {
      SpentToken leaving = oldest;
      if (leaving == null || !hasHadItsTime(leaving, atMillis)) {
        return;
      }
      table.remove(leaving);
      oldest = leaving.younger;
      leaving.younger = null;
      if (oldest == null) {
        youngest = null;
      }
      digest.remove(Kind.SPENT_TOKEN, leaving.digestId(), ORDER_FIELD, leaving.order.id());
    }
  }

  private static boolean hasHadItsTime(SpentToken token, long nowMillis) {
    return nowMillis - token.order.createdAtMillis > Limits.KEY_WINDOW.toMillis();
  }

  int size() {
    return table.size();
  }

  long estimatedBytes() {
    return (long) table.size() * ENTRY_BYTES + table.bucketBytes();
  }

  void addTo(Digest fresh) {
    table.forEach(
        token -> fresh.add(Kind.SPENT_TOKEN, token.digestId(), ORDER_FIELD, token.order.id()));
  }

  void audit(Consumer<String> broken) {
    int inLine = 0;
    for (SpentToken token = oldest; token != null; token = token.younger) {
      inLine++;
    }
    if (inLine != table.size()) {
      broken.accept(inLine + " spent tokens are in line, " + table.size() + " in the table");
    }
  }
}
