package io.millrace.engine.key;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.proof.Mix;
import io.millrace.engine.snapshot.StateReader;
import io.millrace.engine.snapshot.StateWriter;
import io.millrace.model.Fingerprint;
import io.millrace.model.OrderId;
import io.millrace.model.RequestKey;
import io.millrace.model.fact.Fact;
import io.millrace.model.fact.OrderPlaced;
import org.jspecify.annotations.Nullable;

/**
 * Keys that were bound one after the other, flat: 48 bytes each. Of the placing of an order, to
 * which nearly all are bound, the id says enough; other facts lie beside the words, in an array
 * that is made for the first of them. Sixteen million objects would be the collector's burden all
 * day.
 *
 * <pre>
 *  word 0, 1     2, 3           4             5
 * ┌───────────┬──────────────┬─────────────┬────────────────────────────┐
 * │ scope     │ command      │ at, millis  │ order, or 0: another fact  │
 * └───────────┴──────────────┴─────────────┴────────────────────────────┘
 * </pre>
 */
final class KeyChunk {
  static final int BITS = 10;
  static final int KEYS = 1 << BITS;
  static final int KEY_BYTES = 6 * Long.BYTES;

  private static final int WORDS = 6;
  private static final int SCOPE_LOW = 1;
  private static final int COMMAND_HIGH = 2;
  private static final int COMMAND_LOW = 3;
  private static final int AT_MILLIS = 4;
  private static final int ORDER = 5;

  private final long[] words = new long[KEYS * WORDS];
  private @Nullable Fact @Nullable [] others;

  void set(int place, RequestKey key, Fact fact, long atMillis) {
    int word = place * WORDS;
    words[word] = key.scope().high();
    words[word + SCOPE_LOW] = key.scope().low();
    words[word + COMMAND_HIGH] = key.command().high();
    words[word + COMMAND_LOW] = key.command().low();
    words[word + AT_MILLIS] = atMillis;
    if (fact instanceof OrderPlaced placed) {
      words[word + ORDER] = placed.order().value();
    } else {
      setOther(place, fact);
    }
  }

  private void setOther(int place, Fact fact) {
    @Nullable Fact[] facts = others;
    if (facts == null) {
      facts = new Fact[KEYS];
      others = facts;
    }
    facts[place] = fact;
  }

  void write(int place, StateWriter to) {
    int word = place * WORDS;
    for (int i = 0; i < WORDS; i++) {
      to.number(words[word + i]);
    }
    if (words[word + ORDER] == 0) {
      to.fact(other(place));
    }
  }

  void read(int place, StateReader from) {
    int word = place * WORDS;
    for (int i = 0; i < WORDS; i++) {
      words[word + i] = from.number();
    }
    if (words[word + ORDER] == 0) {
      setOther(place, from.fact(Fact.class));
    }
  }

  /** A key that has left must not keep its fact. */
  void clear(int place) {
    if (others != null) {
      others[place] = null;
    }
  }

  boolean isOf(int place, Fingerprint scope) {
    int word = place * WORDS;
    return words[word] == scope.high() && words[word + SCOPE_LOW] == scope.low();
  }

  Fingerprint scope(int place) {
    int word = place * WORDS;
    return new Fingerprint(words[word], words[word + SCOPE_LOW]);
  }

  long atMillis(int place) {
    return words[place * WORDS + AT_MILLIS];
  }

  RememberedKey get(int place) {
    int word = place * WORDS;
    Fingerprint command = new Fingerprint(words[word + COMMAND_HIGH], words[word + COMMAND_LOW]);
    long order = words[word + ORDER];
    RememberedKey.Bound bound =
        order == 0
            ? new RememberedKey.ToFact(other(place))
            : new RememberedKey.ToOrder(new OrderId(order));
    return new RememberedKey(command, bound, words[word + AT_MILLIS]);
  }

  int hash(int place) {
    int word = place * WORDS;
    return hash(words[word], words[word + SCOPE_LOW]);
  }

  static int hash(long scopeHigh, long scopeLow) {
    return (int) Mix.mix(scopeHigh ^ scopeLow);
  }

  /** The key's name in digests. */
  long digestId(int place) {
    int word = place * WORDS;
    return Mix.mix(words[word], words[word + SCOPE_LOW]);
  }

  long contentHash(int place) {
    int word = place * WORDS;
    long hash = Mix.fold(words[word + COMMAND_HIGH], 1, words[word + COMMAND_LOW]);
    hash = Mix.fold(hash, 2, words[word + AT_MILLIS]);
    long order = words[word + ORDER];
    return Mix.fold(hash, 3, order == 0 ? FactName.of(other(place)) : FactName.ofOrder(order));
  }

  private Fact other(int place) {
    Fact fact = others == null ? null : others[place];
    if (fact == null) {
      throw new BrokenInvariant("a remembered key has its order or its fact");
    }
    return fact;
  }
}
