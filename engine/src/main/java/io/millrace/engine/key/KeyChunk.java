package io.millrace.engine.key;

import io.millrace.engine.proof.BrokenInvariant;
import io.millrace.engine.proof.Mix;
import io.millrace.model.Fingerprint;
import io.millrace.model.RequestKey;
import io.millrace.model.fact.Fact;
import org.jspecify.annotations.Nullable;

/**
 * Keys that were bound one after the other, flat: 44 bytes each and no object but the fact, which
 * an order keeps anyway. Sixteen million objects would be the collector's burden all day.
 */
final class KeyChunk {
  static final int BITS = 10;
  static final int KEYS = 1 << BITS;
  static final int KEY_BYTES = 5 * Long.BYTES + Integer.BYTES;

  private static final int WORDS = 5;
  private static final int SCOPE_LOW = 1;
  private static final int COMMAND_HIGH = 2;
  private static final int COMMAND_LOW = 3;
  private static final int AT_MILLIS = 4;

  private final long[] words = new long[KEYS * WORDS];
  private final @Nullable Fact[] facts = new Fact[KEYS];

  void set(int place, RequestKey key, Fact fact, long atMillis) {
    int word = place * WORDS;
    words[word] = key.scope().high();
    words[word + SCOPE_LOW] = key.scope().low();
    words[word + COMMAND_HIGH] = key.command().high();
    words[word + COMMAND_LOW] = key.command().low();
    words[word + AT_MILLIS] = atMillis;
    facts[place] = fact;
  }

  void clear(int place) {
    facts[place] = null;
  }

  boolean isOf(int place, Fingerprint scope) {
    int word = place * WORDS;
    return words[word] == scope.high() && words[word + SCOPE_LOW] == scope.low();
  }

  long atMillis(int place) {
    return words[place * WORDS + AT_MILLIS];
  }

  RememberedKey get(int place) {
    int word = place * WORDS;
    Fingerprint command = new Fingerprint(words[word + COMMAND_HIGH], words[word + COMMAND_LOW]);
    return new RememberedKey(command, fact(place), words[word + AT_MILLIS]);
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
    return Mix.fold(hash, 3, FactName.of(fact(place)));
  }

  private Fact fact(int place) {
    Fact fact = facts[place];
    if (fact == null) {
      throw new BrokenInvariant("a remembered key has its fact");
    }
    return fact;
  }
}
