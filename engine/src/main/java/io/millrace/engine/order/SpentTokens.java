package io.millrace.engine.order;

import static io.millrace.engine.proof.BrokenInvariant.check;

import io.millrace.engine.proof.Digest;
import io.millrace.engine.proof.Kind;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.engine.table.HashIndex;
import io.millrace.engine.table.Rows;
import io.millrace.model.Fingerprint;
import io.millrace.model.Limits;
import java.util.function.Consumer;

/**
 * Submit tokens that became orders, remembered and forgotten as keys are: for at least {@link
 * Limits#KEY_WINDOW}, which is far longer than a token can be spent at all. An order may be
 * archived before its token is forgotten, so a token has a row of its own, 40 bytes.
 *
 * <pre>
 *  word 0, 1   2              3             4
 * ┌───────────┬──────────────┬─────────────┬────────────────────────────┐
 * │ token     │ order        │ at, millis  │ the one spent next, plus 1 │
 * └───────────┴──────────────┴─────────────┴────────────────────────────┘
 * </pre>
 */
final class SpentTokens {
  static final int NONE = HashIndex.NONE;

  private static final int HIGH = 0;
  private static final int LOW = 1;
  private static final int ORDER = 2;
  private static final int AT_MILLIS = 3;
  private static final int NEXT = 4;
  private static final int WORDS = 5;

  private static final int EVICTIONS_PER_FACT_MAX = 4;
  private static final int ORDER_FIELD = 1;

  private final int tokensMax;
  private final Digest digest;
  private final HashIndex index = new HashIndex();
  private final Rows rows = new Rows(WORDS);

  private int oldest = NONE;
  private int youngest = NONE;

  SpentTokens(int tokensMax, Digest digest) {
    this.tokensMax = tokensMax;
    this.digest = digest;
  }

  /** The id of the order that the token became; 0 if it was not spent, or that is forgotten. */
  long find(Fingerprint token) {
    int row = row(token);
    return row == NONE ? 0 : order(row);
  }

  private int row(Fingerprint token) {
    int hash = hash(token);
    int row = index.first(hash);
    while (row != NONE && !token(row).equals(token)) {
      row = index.after(hash, row);
    }
    return row;
  }

  private Fingerprint token(int row) {
    return new Fingerprint(rows.get(row, HIGH), rows.get(row, LOW));
  }

  private long order(int row) {
    return rows.get(row, ORDER);
  }

  /** A full table has room when its oldest token has had its time: spending evicts it. */
  boolean hasRoom(long nowMillis) {
    return index.size() < tokensMax || hasHadItsTime(nowMillis);
  }

  void spend(Fingerprint token, long order, long atMillis) {
    check(row(token) == NONE, "a submit token is spent once");
    append(token, order, atMillis);
    digest.add(Kind.SPENT_TOKEN, digestId(token), ORDER_FIELD, order);
  }

  private void append(Fingerprint token, long order, long atMillis) {
    int row = rows.add();
    rows.set(row, HIGH, token.high());
    rows.set(row, LOW, token.low());
    rows.set(row, ORDER, order);
    rows.set(row, AT_MILLIS, atMillis);
    index.add(hash(token), row);
    if (youngest == NONE) {
      oldest = row;
    } else {
      rows.set(youngest, NEXT, row + 1L);
    }
    youngest = row;
  }

  int oldest() {
    return oldest;
  }

  int after(int row) {
    return (int) rows.get(row, NEXT) - 1;
  }

  void write(int row, StateWriter to) {
    to.number(rows.get(row, HIGH))
        .number(rows.get(row, LOW))
        .number(order(row))
        .number(rows.get(row, AT_MILLIS));
  }

  /** From a snapshot, where it follows the one that was spent before it. */
  void read(StateReader from) {
    append(new Fingerprint(from.number(), from.number()), from.number(), from.number());
  }

  /** The same where a snapshot leaves to the order what the token was. */
  void restore(Fingerprint token, long order, long atMillis) {
    append(token, order, atMillis);
  }

  void evict(long atMillis) {
    for (int i = 0; i < EVICTIONS_PER_FACT_MAX && hasHadItsTime(atMillis); i++) {
      int leaving = oldest;
      oldest = after(leaving);
      if (oldest == NONE) {
        youngest = NONE;
      }
      Fingerprint token = token(leaving);
      index.remove(hash(token), leaving);
      digest.remove(Kind.SPENT_TOKEN, digestId(token), ORDER_FIELD, order(leaving));
      rows.remove(leaving);
    }
  }

  /** Log time of the oldest; {@link Long#MAX_VALUE} when no token is remembered. */
  long oldestMillis() {
    return oldest == NONE ? Long.MAX_VALUE : rows.get(oldest, AT_MILLIS);
  }

  void forEach(Consumer<Fingerprint> action) {
    for (int at = oldest; at != NONE; at = after(at)) {
      action.accept(token(at));
    }
  }

  private boolean hasHadItsTime(long nowMillis) {
    return oldest != NONE && nowMillis - rows.get(oldest, AT_MILLIS) > Limits.KEY_WINDOW.toMillis();
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
    return index.bytes() + rows.bytes();
  }

  void addTo(Digest fresh) {
    for (int at = oldest; at != NONE; at = after(at)) {
      fresh.add(Kind.SPENT_TOKEN, digestId(token(at)), ORDER_FIELD, order(at));
    }
  }

  void audit(Consumer<String> broken) {
    int inLine = 0;
    for (int at = oldest; at != NONE; at = after(at)) {
      inLine++;
      if (row(token(at)) != at) {
        broken.accept("the token of order " + order(at) + " is not found");
      }
    }
    if (inLine != index.size()) {
      broken.accept(inLine + " spent tokens are in line, " + index.size() + " in the index");
    }
  }
}
