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
 * Limits#KEY_WINDOW}, which is far longer than a token can be spent at all. The order itself holds
 * the token, so here are only ways to it.
 */
final class SpentTokens {
  static final int NONE = HashIndex.NONE;

  private static final int EVICTIONS_PER_FACT_MAX = 4;
  private static final int ORDER_FIELD = 1;

  private final int tokensMax;
  private final OrderSlabs orders;
  private final Digest digest;
  private final HashIndex index = new HashIndex();

  /** Positions of orders. The line goes through their extras. */
  private int oldest = NONE;

  private int youngest = NONE;

  SpentTokens(int tokensMax, OrderSlabs orders, Digest digest) {
    this.tokensMax = tokensMax;
    this.orders = orders;
    this.digest = digest;
  }

  /** The order that the token became. */
  @Nullable Order find(Fingerprint token) {
    int hash = hash(token);
    int position = index.first(hash);
    while (position != NONE && !token.equals(orders.extras(position).submitToken)) {
      position = index.after(hash, position);
    }
    return position == NONE ? null : orders.get(position);
  }

  /** A full table has room when its oldest token has had its time: spending evicts it. */
  boolean hasRoom(long nowMillis) {
    return index.size() < tokensMax || (oldest != NONE && hasHadItsTime(oldest, nowMillis));
  }

  void spend(Fingerprint token, int position) {
    check(find(token) == null, "a submit token is spent once");
    append(token, position);
    digest.add(Kind.SPENT_TOKEN, digestId(token), ORDER_FIELD, orders.id(position));
  }

  private void append(Fingerprint token, int position) {
    index.add(hash(token), position);
    if (youngest == NONE) {
      oldest = position;
    } else {
      orders.extras(youngest).nextSpent = position;
    }
    youngest = position;
  }

  int oldest() {
    return oldest;
  }

  /** From a snapshot, where it follows the one that was spent before it. */
  void restore(int position) {
    Fingerprint token = orders.extras(position).submitToken;
    check(token != null, "an order that spent a token has it");
    append(Objects.requireNonNull(token), position);
  }

  void evict(long atMillis) {
    for (int i = 0; i < EVICTIONS_PER_FACT_MAX; i++) {
      int leaving = oldest;
      if (leaving == NONE || !hasHadItsTime(leaving, atMillis)) {
        return;
      }
      oldest = orders.extras(leaving).nextSpent;
      if (oldest == NONE) {
        youngest = NONE;
      }
      Fingerprint token = tokenOf(leaving);
      index.remove(hash(token), leaving);
      digest.remove(Kind.SPENT_TOKEN, digestId(token), ORDER_FIELD, orders.id(leaving));
    }
  }

  /** Log time of the oldest; {@link Long#MAX_VALUE} when no token is remembered. */
  long oldestMillis() {
    return oldest == NONE ? Long.MAX_VALUE : orders.rows.createdAtMillis(oldest);
  }

  void forEach(Consumer<Fingerprint> action) {
    for (int at = oldest; at != NONE; at = orders.extras(at).nextSpent) {
      action.accept(tokenOf(at));
    }
  }

  private Fingerprint tokenOf(int position) {
    return Objects.requireNonNull(orders.extras(position).submitToken);
  }

  private boolean hasHadItsTime(int position, long nowMillis) {
    return nowMillis - orders.rows.createdAtMillis(position) > Limits.KEY_WINDOW.toMillis();
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
    return index.bytes();
  }

  void addTo(Digest fresh) {
    for (int at = oldest; at != NONE; at = orders.extras(at).nextSpent) {
      fresh.add(Kind.SPENT_TOKEN, digestId(tokenOf(at)), ORDER_FIELD, orders.id(at));
    }
  }

  void audit(Consumer<String> broken) {
    int inLine = 0;
    for (int at = oldest; at != NONE; at = orders.extras(at).nextSpent) {
      inLine++;
      Order found = find(tokenOf(at));
      if (found == null || found.position() != at) {
        broken.accept("the token of order " + orders.id(at) + " does not lead to it");
      }
    }
    if (inLine != index.size()) {
      broken.accept(inLine + " spent tokens are in line, " + index.size() + " in the index");
    }
  }
}
