package io.millrace.engine.order;

import io.millrace.engine.proof.Mix;
import io.millrace.engine.table.Chained;
import io.millrace.model.Fingerprint;
import org.jspecify.annotations.Nullable;

/** A submit token with the order that it became. */
final class SpentToken implements Chained<SpentToken> {
  private final long high;
  private final long low;
  final Order order;
  private @Nullable SpentToken next;

  /** The one that was spent after this; they leave in that order. */
  @Nullable SpentToken younger;

  SpentToken(Fingerprint id, Order order) {
    this.high = id.high();
    this.low = id.low();
    this.order = order;
  }

  boolean isOf(Fingerprint id) {
    return high == id.high() && low == id.low();
  }

  long digestId() {
    return Mix.mix(high, low);
  }

  static int hash(Fingerprint id) {
    return (int) Mix.mix(id.high() ^ id.low());
  }

  @Override
  public int hash() {
    return (int) Mix.mix(high ^ low);
  }

  @Override
  public @Nullable SpentToken next() {
    return next;
  }

  @Override
  public void next(@Nullable SpentToken next) {
    this.next = next;
  }
}
