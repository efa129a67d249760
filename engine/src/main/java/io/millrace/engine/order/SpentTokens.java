package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.table.HashIndex;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Submit tokens that became orders, remembered and forgotten as keys are: for at least {@link
 * Limits#KEY_WINDOW}, which is far longer than a token can be spent at all. The order's own fact
 * holds the token, so here are only ways to it.
 */
final class SpentTokens {
  private static final int EVICTIONS_PER_FACT_MAX = 4;
  private static final int ENTRY_BYTES = 24;
  private static final int ORDER_FIELD = 1;

  private final int tokensMax;
  private final OrderIndex orders;
  private final Digest digest;
  private final HashIndex index = new HashIndex();
  private @Nullable Spent oldest;
  private @Nullable Spent youngest;

  SpentTokens(int tokensMax, OrderIndex orders, Digest digest) {
    this.tokensMax = tokensMax;
    this.orders = orders;
    this.digest = digest;
  }

  /** A place in the line in which tokens are forgotten. */
  private static final class Spent {
    final Order order;
    final int position;
    @Nullable Spent younger;

    Spent(Order order, int position) {
      this.order = order;
      this.position = position;
    }

    Fingerprint token() {
      return Objects.requireNonNull(order.placed.submitToken());
    }
  }

  /** The order that the token became. */
  @Nullable Order find(Fingerprint token) {
    int position = index.find(hash(token), at -> token.equals(orders.get(at).placed.submitToken()));
    return position == HashIndex.NONE ? null : orders.get(position);
  }

  /** A full table has room when its oldest token has had its time: spending evicts it. */
  boolean hasRoom(long nowMillis) {
    return index.size() < tokensMax || (oldest != null && hasHadItsTime(oldest, nowMillis));
  }

  void spend(Fingerprint token, Order order, int position) {
    check(find(token) == null, "a submit token is spent once");
    index.add(hash(token), position);
    Spent spent = new Spent(order, position);
    if (youngest == null) {
      oldest = spent;
    } else {
      youngest.younger = spent;
    }
    youngest = spent;
    digest.add(Kind.SPENT_TOKEN, digestId(token), ORDER_FIELD, order.id());
  }

  void evict(long atMillis) {
    for (int i = 0; i < EVICTIONS_PER_FACT_MAX; i++) {
      Spent leaving = oldest;
      if (leaving == null || !hasHadItsTime(leaving, atMillis)) {
        return;
      }
      oldest = leaving.younger;
      if (oldest == null) {
        youngest = null;
      }
      Fingerprint token = leaving.token();
      index.remove(hash(token), leaving.position);
      digest.remove(Kind.SPENT_TOKEN, digestId(token), ORDER_FIELD, leaving.order.id());
    }
  }

  private static boolean hasHadItsTime(Spent spent, long nowMillis) {
    return nowMillis - spent.order.createdAtMillis > Limits.KEY_WINDOW.toMillis();
  }

  private static int hash(Fingerprint token) {
    return (int) Mix.mix(token.high() ^ token.low());
  }

  private static long digestId(Fingerprint token) {
    return Mix.mix(token.high(), token.low());
  }

  int size() {
    return index.size();
  }

  long estimatedBytes() {
    return (long) index.size() * ENTRY_BYTES + index.bytes();
  }

  void addTo(Digest fresh) {
    for (Spent spent = oldest; spent != null; spent = spent.younger) {
      fresh.add(Kind.SPENT_TOKEN, digestId(spent.token()), ORDER_FIELD, spent.order.id());
    }
  }

  void audit(Consumer<String> broken) {
    int inLine = 0;
    for (Spent spent = oldest; spent != null; spent = spent.younger) {
      inLine++;
      if (find(spent.token()) != spent.order) {
        broken.accept("the token of order " + spent.order.id() + " does not lead to it");
      }
    }
    if (inLine != index.size()) {
      broken.accept(inLine + " spent tokens are in line, " + index.size() + " in the index");
    }
  }
}
