package io.millrace.engine.key;

import io.millrace.engine.proof.Mix;
import io.millrace.engine.table.Chained;
import io.millrace.model.Fingerprint;
import io.millrace.model.RequestKey;
import io.millrace.model.fact.Fact;
import org.jspecify.annotations.Nullable;

/**
 * A key with the fact that its answer is rebuilt from. Fingerprints are held flat: 64 bytes in all,
 * of which there may be sixteen million.
 */
public final class RememberedKey implements Chained<RememberedKey> {
  private final long scopeHigh;
  private final long scopeLow;
  private final long commandHigh;
  private final long commandLow;
  private final long atMillis;
  private final Fact fact;
  private @Nullable RememberedKey next;

  /** The one that was bound after this; they leave in that order. */
  @Nullable RememberedKey younger;

  RememberedKey(RequestKey key, Fact fact, long atMillis) {
    this.scopeHigh = key.scope().high();
    this.scopeLow = key.scope().low();
    this.commandHigh = key.command().high();
    this.commandLow = key.command().low();
    this.fact = fact;
    this.atMillis = atMillis;
  }

  boolean isOf(Fingerprint scope) {
    return scopeHigh == scope.high() && scopeLow == scope.low();
  }

  /** Whether the request is the one that bound the key. */
  public boolean bindsTo(Fingerprint command) {
    return commandHigh == command.high() && commandLow == command.low();
  }

  public Fact fact() {
    return fact;
  }

  /** Log time of the fact. */
  public long atMillis() {
    return atMillis;
  }

  /** The key's name in digests. */
  long digestId() {
    return Mix.mix(scopeHigh, scopeLow);
  }

  long contentHash() {
    long hash = Mix.fold(commandHigh, 1, commandLow);
    hash = Mix.fold(hash, 2, atMillis);
    return Mix.fold(hash, 3, FactName.of(fact));
  }

  static int hash(Fingerprint scope) {
    return (int) Mix.mix(scope.high() ^ scope.low());
  }

  @Override
  public int hash() {
    return (int) Mix.mix(scopeHigh ^ scopeLow);
  }

  @Override
  public @Nullable RememberedKey next() {
    return next;
  }

  @Override
  public void next(@Nullable RememberedKey next) {
    this.next = next;
  }
}
